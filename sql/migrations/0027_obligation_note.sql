-- What is assumed about who owes a form is said in the data.
ALTER TABLE ref.obligation ADD COLUMN note text NOT NULL DEFAULT '';
COMMENT ON COLUMN ref.obligation.note IS 'What is assumed, or empty; source: sql/seeds/obligation.csv';
