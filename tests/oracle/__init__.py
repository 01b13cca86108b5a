"""A second calculation of pay, deliberately naive: minute by minute, in Decimal, straight from the written rules.

It shares no line with the engine (a test reads its imports), so a mistake would have to be made twice to pass.
"""
