-- The landing table of a form; its own columns are added one by one, never taken away. A foreign
-- key to registry.return would be asked once a row, which is a third of a load; the load itself,
-- which alone may write here, takes its ids from there.
CREATE TABLE IF NOT EXISTS landing."{form}" (
    return_id bigint NOT NULL,
    excel_row integer NOT NULL CHECK (excel_row > 0),
    raw jsonb NOT NULL,
    marks jsonb NOT NULL,
    PRIMARY KEY (return_id, excel_row)
);
COMMENT ON TABLE landing."{form}" IS '{title}';
COMMENT ON COLUMN landing."{form}".return_id IS 'The return it stands in; source: registry.return';
COMMENT ON COLUMN landing."{form}".excel_row IS 'Number of the row, see landing.cell; source: the workbook';
COMMENT ON COLUMN landing."{form}".raw IS 'Column name to what the cell held, where that is not the typed value itself; source: the workbook';
COMMENT ON COLUMN landing."{form}".marks IS 'Column name to nil, missing, placeholder, not_applicable, ditto or unreadable, where the cell held a mark; source: the workbook';
