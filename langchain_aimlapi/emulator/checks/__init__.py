"""What vendors refuse behind the service, in their words: a module for each concern, a table of vendors in it."""
