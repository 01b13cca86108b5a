"""What things look like on paper. Millimetres live here, and no amount is ever calculated."""
