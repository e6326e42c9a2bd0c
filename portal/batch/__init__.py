"""Many verifications at once: lists and files to rows, rows to verdicts, verdicts to files. It knows no Flask."""
