"""The emulated endpoints. Each module has a list `ROUTES`; a new endpoint is a new module."""
