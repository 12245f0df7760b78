"""Remembers: values in and out, rows never leave the package."""
