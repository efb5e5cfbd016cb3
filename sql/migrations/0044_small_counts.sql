-- Which columns keep their small counts for the Board.
ALTER TABLE ref.form_column ADD COLUMN is_sensitive boolean NOT NULL DEFAULT false;
