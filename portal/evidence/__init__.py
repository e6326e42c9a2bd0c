"""Proof made from the register's facts: keys, checkpoints, statements, badges. It has never heard of Flask."""
