"""Tests of tables in shapes of their own."""
