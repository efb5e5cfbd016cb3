-- The newest version of each return, read from one index in its order and without the table: the
-- work list looks at all of them, the board at a period's.
CREATE INDEX return_newest ON registry.return
    (period_key, form_id, agency_id, version DESC) INCLUDE (id);
DROP INDEX registry.return_period_key_form_id_agency_id_idx;
