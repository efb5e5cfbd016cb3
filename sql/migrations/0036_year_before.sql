-- Which period one is compared with is asked of the calendar, also where the time before was not a
-- year earlier; the calendar fills it in.
ALTER TABLE ref.period ADD COLUMN year_before_key text NOT NULL DEFAULT '';
COMMENT ON COLUMN ref.period.year_before_key IS 'The same period the time before; source: sql/seeds/frequency.csv';
