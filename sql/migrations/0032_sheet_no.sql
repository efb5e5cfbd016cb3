-- A row of a form is told by the sheet that it stands on and by its row there: a number of both, in
-- which each further sheet added 10000000, is taken apart again.
ALTER TABLE registry.correction DISABLE TRIGGER USER;
ALTER TABLE registry.correction
    ADD COLUMN sheet_no smallint NOT NULL DEFAULT 1 CHECK (sheet_no > 0);
COMMENT ON COLUMN registry.correction.sheet_no IS 'Which of the return''s sheets the cell stands on, from 1';
UPDATE registry.correction
SET sheet_no = 1 + excel_row / 10000000, excel_row = excel_row % 10000000
WHERE excel_row >= 10000000;
ALTER TABLE registry.correction ENABLE TRIGGER USER;

ALTER TABLE registry.finding DISABLE TRIGGER USER;
UPDATE registry.finding f
SET cells = (
    SELECT jsonb_agg(
        jsonb_set(k.cell, '{row}', to_jsonb((k.cell ->> 'row')::integer % 10000000)) ORDER BY k.n)
    FROM jsonb_array_elements(f.cells) WITH ORDINALITY AS k (cell, n)
)
WHERE jsonb_path_exists(f.cells, '$[*].row ? (@ >= 10000000)');
ALTER TABLE registry.finding ENABLE TRIGGER USER;
COMMENT ON COLUMN registry.return.more_sheets IS 'Its further sheets: number 2, 3 and so on of its rows'' sheet_no';

DO $$
DECLARE
    form text;
BEGIN
    FOR form IN SELECT tablename FROM pg_tables WHERE schemaname = 'landing' LOOP
        EXECUTE format('ALTER TABLE landing.%I DROP CONSTRAINT %I', form, form || '_pkey');
        EXECUTE format('ALTER TABLE landing.%I ADD COLUMN sheet_no smallint NOT NULL DEFAULT 1 '
            'CHECK (sheet_no > 0)', form);
        EXECUTE format('ALTER TABLE landing.%I ALTER COLUMN sheet_no DROP DEFAULT', form);
        EXECUTE format('UPDATE landing.%I SET sheet_no = 1 + excel_row / 10000000, '
            'excel_row = excel_row %% 10000000 WHERE excel_row >= 10000000', form);
        EXECUTE format('ALTER TABLE landing.%I ADD PRIMARY KEY (return_id, sheet_no, excel_row)',
            form);
    END LOOP;
END $$;
