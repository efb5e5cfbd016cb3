"""What a file is before anybody parses it: bytes in, checked parts out."""
