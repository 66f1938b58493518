"""The components, one file each: Langflow loads every file by itself, so none imports another."""
