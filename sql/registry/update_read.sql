-- Keep what workbooks say of themselves, once; gives the ids that were not read before.
WITH read AS (
    UPDATE registry.submission s
    SET kind = a.kind, agency_id = nullif(a.agency_id, ''), period_key = nullif(a.period_key, ''),
        state = a.state, data_note = a.data_note, editions = a.editions, recognised = a.recognised
    FROM jsonb_to_recordset(CAST(:readings AS jsonb))
        AS a (id bigint, kind text, agency_id text, period_key text, state text, data_note text,
              editions jsonb, recognised text[])
    WHERE s.id = a.id AND s.state = 'received'
    RETURNING s.id, s.state
), told AS (
    INSERT INTO registry.submission_event (submission_id, kind)
    SELECT id, state FROM read ORDER BY id
)
SELECT id FROM read
