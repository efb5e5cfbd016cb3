-- Keep what workbooks say of themselves, once; gives the ids that were not read before.
WITH read AS (
    UPDATE registry.submission s
    SET kind = a.kind, agency_id = nullif(a.agency_id, ''), period_key = nullif(a.period_key, ''),
        state = a.state, data_note = a.data_note, editions = a.editions::jsonb,
        recognised = ARRAY(SELECT jsonb_array_elements_text(a.recognised::jsonb))
    FROM unnest(CAST(:id AS bigint[]), CAST(:kind AS text[]), CAST(:agency_id AS text[]),
                CAST(:period_key AS text[]), CAST(:state AS text[]), CAST(:data_note AS text[]),
                CAST(:editions AS text[]), CAST(:recognised AS text[]))
        AS a (id, kind, agency_id, period_key, state, data_note, editions, recognised)
    WHERE s.id = a.id AND s.state = 'received'
    RETURNING s.id, s.state
), told AS (
    INSERT INTO registry.submission_event (submission_id, kind)
    SELECT id, state FROM read ORDER BY id
)
SELECT id FROM read
