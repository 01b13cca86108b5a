"""What can be wrong with the database, in one plain sentence for whoever typed the command."""


class PostgresProblem(RuntimeError):
    """The database cannot be used as asked; the message is the whole sentence to print."""
