"""Engines: how the tasks of a job are mapped over processors.  A result never depends on the engine."""
