-- A version that was brought back and waits is what stands of its return, wherever whoever waits for
-- whom is asked. One that came later and is still open stands in its way: that one is to be dealt with.
CREATE OR REPLACE FUNCTION registry.is_brought_back(return_id bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (
        SELECT FROM registry.return_load l WHERE l.return_id = is_brought_back.return_id
    ) AND (
        SELECT e.state FROM registry.return_event e
        WHERE e.return_id = is_brought_back.return_id ORDER BY e.id DESC LIMIT 1
    ) IN ('awaiting_signature', 'needs_confirmation') AND NOT EXISTS (
        SELECT FROM registry.return r
        JOIN registry.return n USING (agency_id, form_id, period_key)
        WHERE r.id = is_brought_back.return_id AND n.version > r.version AND (
            SELECT e.state FROM registry.return_event e
            WHERE e.return_id = n.id ORDER BY e.id DESC LIMIT 1
        ) NOT IN ('accepted', 'superseded', 'withdrawn'))
$$;

-- Nobody may write events until the trigger knows of them.
LOCK TABLE registry.return, registry.return_event IN SHARE ROW EXCLUSIVE MODE;

CREATE FUNCTION registry.standing_of(return_ids bigint[]) RETURNS SETOF registry.standing
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT DISTINCT ON (r.agency_id, r.form_id, r.period_key)
        r.agency_id, r.form_id, r.period_key, r.id, r.version, s.state, s.at
    FROM (
        SELECT DISTINCT agency_id, form_id, period_key FROM registry.return
        WHERE id = ANY (return_ids)
    ) touched
    JOIN registry.return r USING (agency_id, form_id, period_key)
    CROSS JOIN LATERAL (
        SELECT e.state, e.at FROM registry.return_event e
        WHERE e.return_id = r.id ORDER BY e.id DESC LIMIT 1
    ) s
    ORDER BY r.agency_id, r.form_id, r.period_key, registry.is_brought_back(r.id) DESC,
        r.version DESC
$$;
COMMENT ON FUNCTION registry.standing_of(bigint[]) IS 'What stands of returns: the version that was brought back and waits, or the newest';

CREATE OR REPLACE FUNCTION registry.note_standing() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    -- Whoever writes about the same return at once is waited for, and then seen.
    PERFORM FROM registry.standing t
    JOIN registry.return r USING (agency_id, form_id, period_key)
    JOIN new_rows n ON n.return_id = r.id
    ORDER BY t.agency_id, t.form_id, t.period_key FOR UPDATE OF t;
    INSERT INTO registry.standing
    SELECT * FROM registry.standing_of(ARRAY(SELECT n.return_id FROM new_rows n))
    ON CONFLICT (agency_id, form_id, period_key) DO UPDATE
        SET return_id = excluded.return_id, version = excluded.version, state = excluded.state,
            at = excluded.at;
    RETURN NULL;
END
$$;

UPDATE registry.standing t SET return_id = s.return_id, version = s.version, state = s.state, at = s.at
FROM registry.standing_of(ARRAY(
    SELECT e.return_id FROM registry.return_event e WHERE e.state = 'awaiting_signature')) s
WHERE (t.agency_id, t.form_id, t.period_key) = (s.agency_id, s.form_id, s.period_key)
    AND t.return_id <> s.return_id;
