-- What a list says of its members beside their names: a column {column} of sql/seeds/{list}.csv.
ALTER TABLE ref."{list}" ADD COLUMN IF NOT EXISTS "{column}" text NOT NULL DEFAULT '';
COMMENT ON COLUMN ref."{list}"."{column}" IS '{said}; nguồn: sql/seeds/{list}.csv';
