"""The history of the tables' form, one file a step."""
