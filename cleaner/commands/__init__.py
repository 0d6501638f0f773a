"""What the commands of `cleaner.cli` do: findings, runs and rules brought to a terminal, a file or a machine."""
