"""Parts of Benchmarks/backend.py: `rows` says what is measured, `worker` talks to the programs that do the work,
`measuring` lets them take turns, `table` and `report` show the figures, `peers` is the other side's program."""
