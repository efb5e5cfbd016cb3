-- A target says which of the plan's it is or is another answer to, from where it starts, and what of
-- it was read, derived or assumed.
ALTER TABLE ref.target ADD COLUMN number integer NOT NULL DEFAULT 0;
ALTER TABLE ref.target ADD COLUMN item text NOT NULL DEFAULT '';
ALTER TABLE ref.target ADD COLUMN is_of_baseline boolean NOT NULL DEFAULT false;
ALTER TABLE ref.target ADD COLUMN mark text NOT NULL DEFAULT 'published'
    CHECK (mark IN ('published', 'derived', 'assumed'));
ALTER TABLE ref.target ADD COLUMN baseline_year integer;
ALTER TABLE ref.target ADD COLUMN baseline_value numeric;
ALTER TABLE ref.target ADD COLUMN baseline_text text NOT NULL DEFAULT '';
ALTER TABLE ref.target ADD COLUMN baseline_mark text NOT NULL DEFAULT ''
    CHECK (baseline_mark IN ('', 'published', 'derived', 'assumed'));
ALTER TABLE ref.target ADD CHECK (baseline_value IS NULL OR baseline_year IS NOT NULL);
ALTER TABLE ref.target ADD CHECK ((baseline_text = '') = (baseline_mark = ''));
ALTER TABLE ref.target ADD CHECK (baseline_year < year);
