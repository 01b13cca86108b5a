"""The outside world in tests: real HTTP on loopback, following the documented contracts."""
