-- How far checks let things go before they ask; dated, with who set it and whether it is assumed.
CREATE TABLE ref.threshold (
    id text NOT NULL,
    value numeric NOT NULL CHECK (value >= 0),
    unit text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    set_by text NOT NULL CHECK (btrim(set_by) <> ''),
    reason text NOT NULL CHECK (btrim(reason) <> ''),
    assumed boolean NOT NULL,
    PRIMARY KEY (id, valid_from),
    CHECK (valid_to IS NULL OR valid_from < valid_to),
    CONSTRAINT threshold_one_at_a_time EXCLUDE USING gist (
        ref.key_range(id) WITH &&, daterange(valid_from, valid_to) WITH &&)
);
COMMENT ON TABLE ref.threshold IS 'How far checks let things go before they ask';
COMMENT ON COLUMN ref.threshold.id IS 'Which check; source: sql/seeds/threshold.csv';
COMMENT ON COLUMN ref.threshold.value IS 'How far; source: sql/seeds/threshold.csv';
COMMENT ON COLUMN ref.threshold.unit IS 'Unit of the value; source: sql/seeds/threshold.csv';
COMMENT ON COLUMN ref.threshold.valid_from IS 'First day; judged on the last day of the period; source: sql/seeds/threshold.csv';
COMMENT ON COLUMN ref.threshold.valid_to IS 'Day after the last, or empty; source: sql/seeds/threshold.csv';
COMMENT ON COLUMN ref.threshold.set_by IS 'Who set it; source: sql/seeds/threshold.csv';
COMMENT ON COLUMN ref.threshold.reason IS 'Why; source: sql/seeds/threshold.csv';
COMMENT ON COLUMN ref.threshold.assumed IS 'Whether it is an assumption; source: sql/seeds/threshold.csv';
