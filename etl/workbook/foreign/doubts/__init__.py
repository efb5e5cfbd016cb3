"""What is doubtful about tables that are laid out otherwise than ours: tables in, findings out."""
