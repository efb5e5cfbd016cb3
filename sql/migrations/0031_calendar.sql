-- Which periods there are is a list like the others; what a kind is called stands there alone.
CREATE TABLE ref.frequency (
    kind text NOT NULL,
    suffix text NOT NULL,
    label text NOT NULL,
    title text NOT NULL,
    starts text NOT NULL,
    ends text NOT NULL,
    cut_off text NOT NULL,
    years text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    note text NOT NULL,
    PRIMARY KEY (suffix, valid_from),
    CHECK (valid_to IS NULL OR valid_from < valid_to),
    CONSTRAINT frequency_one_at_a_time EXCLUDE USING gist (
        ref.key_range(suffix) WITH &&, daterange(valid_from, valid_to) WITH &&)
);
COMMENT ON TABLE ref.frequency IS 'Which periods a year has; etl/model/periods.py makes ref.period of it';
COMMENT ON COLUMN ref.frequency.kind IS 'Kind of period; source: sql/seeds/frequency.csv';
COMMENT ON COLUMN ref.frequency.suffix IS 'What follows the year in a key; source: sql/seeds/frequency.csv';
COMMENT ON COLUMN ref.frequency.label IS 'What the kind is called; source: sql/seeds/frequency.csv';
COMMENT ON COLUMN ref.frequency.title IS 'Printed title with {year}; source: sql/seeds/frequency.csv';
COMMENT ON COLUMN ref.frequency.starts IS 'First day, such as 15/12-1; source: sql/seeds/frequency.csv';
COMMENT ON COLUMN ref.frequency.ends IS 'Last day; source: sql/seeds/frequency.csv';
COMMENT ON COLUMN ref.frequency.cut_off IS 'Cut-off day, where it is another; source: sql/seeds/frequency.csv';
COMMENT ON COLUMN ref.frequency.years IS 'Years that have it, empty for all; source: sql/seeds/frequency.csv';
COMMENT ON COLUMN ref.frequency.valid_from IS 'First day; source: sql/seeds/frequency.csv';
COMMENT ON COLUMN ref.frequency.valid_to IS 'Day after the last, or empty; source: sql/seeds/frequency.csv';
COMMENT ON COLUMN ref.frequency.note IS 'Basis, or that it is assumed; source: sql/seeds/frequency.csv';

ALTER TABLE ref.period DROP CONSTRAINT period_kind_check, ADD COLUMN cut_off_on date;
UPDATE ref.period SET cut_off_on = ends_on;
ALTER TABLE ref.period ALTER COLUMN cut_off_on SET NOT NULL;
COMMENT ON COLUMN ref.period.cut_off_on IS 'Cut-off day, inclusive; source: sql/seeds/frequency.csv';
COMMENT ON COLUMN ref.period.ends_on IS 'Last day of the data window';
ALTER TABLE ref.obligation DROP CONSTRAINT obligation_frequency_check;
