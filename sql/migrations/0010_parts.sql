-- A form may lie on several sheets of a workbook, laid out alike. Rows of its second sheet are
-- numbered from 10000000 on, of its third from 20000000, and so on.
ALTER TABLE registry.return ADD COLUMN more_sheets text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN registry.return.more_sheets IS 'Its further sheets; rows of the first of them are numbered from 10000000 on';
