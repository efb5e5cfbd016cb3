ALTER TABLE landing."{form}" ADD COLUMN IF NOT EXISTS "{column}" {type};
COMMENT ON COLUMN landing."{form}"."{column}" IS '{comment}';
