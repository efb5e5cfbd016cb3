-- Until when a kind of agency may send is counted once, in etl/reference/working_days.py, and kept here.
DROP FUNCTION ref.working_day_after(date, integer) CASCADE;  -- views are made anew
DROP TABLE ref.holiday;
CREATE TABLE ref.due_day (
    period_key text NOT NULL,
    agency_kind text NOT NULL,
    due_on date NOT NULL,
    PRIMARY KEY (period_key, agency_kind)
);
COMMENT ON TABLE ref.due_day IS 'The last day on which each kind of agency that owes something is on time';
ALTER TABLE ref.deadline DROP CONSTRAINT deadline_working_days_after_cutoff_check,
    ADD CHECK (working_days_after_cutoff >= 0);
