-- Nobody may write what the table below is filled from until its trigger is there.
LOCK TABLE registry.return, registry.return_event IN SHARE ROW EXCLUSIVE MODE;

-- Where each obligation that was met or tried stands: its newest version and the last state of it.
-- The work list asks for those that wait; finding them among all versions ever sent grows with the
-- years. Nobody writes this table but the trigger below.
CREATE TABLE registry.standing (
    agency_id text NOT NULL,
    form_id text NOT NULL,
    period_key text NOT NULL,
    return_id bigint NOT NULL REFERENCES registry.return,
    version integer NOT NULL,
    state text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, form_id, period_key)
);
CREATE INDEX standing_waiting ON registry.standing (state, at)
    WHERE state IN ('rejected', 'needs_confirmation');
COMMENT ON TABLE registry.standing IS 'The newest version of each return and its last state; kept by a trigger';
COMMENT ON COLUMN registry.standing.agency_id IS 'The sender; source: registry.return';
COMMENT ON COLUMN registry.standing.form_id IS 'The form; source: registry.return';
COMMENT ON COLUMN registry.standing.period_key IS 'The period; source: registry.return';
COMMENT ON COLUMN registry.standing.return_id IS 'The newest version; source: registry.return';
COMMENT ON COLUMN registry.standing.version IS 'Its number; source: registry.return';
COMMENT ON COLUMN registry.standing.state IS 'Its last state; source: registry.return_event';
COMMENT ON COLUMN registry.standing.at IS 'Moment from which that state holds; source: registry.return_event';

CREATE FUNCTION registry.note_standing() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO registry.standing AS t
    SELECT DISTINCT ON (r.agency_id, r.form_id, r.period_key)
        r.agency_id, r.form_id, r.period_key, r.id, r.version, n.state, n.at
    FROM new_rows n JOIN registry.return r ON r.id = n.return_id
    ORDER BY r.agency_id, r.form_id, r.period_key, r.version DESC, n.id DESC
    ON CONFLICT (agency_id, form_id, period_key) DO UPDATE
        SET return_id = excluded.return_id, version = excluded.version, state = excluded.state,
            at = excluded.at
        WHERE excluded.version >= t.version;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION registry.note_standing() IS 'Trigger that keeps where the newest versions stand';

-- What is there already; from here on, every statement keeps the table up to date itself.
INSERT INTO registry.standing
SELECT DISTINCT ON (r.agency_id, r.form_id, r.period_key)
    r.agency_id, r.form_id, r.period_key, r.id, r.version, e.state, e.at
FROM registry.return r JOIN registry.return_event e ON e.return_id = r.id
ORDER BY r.agency_id, r.form_id, r.period_key, r.version DESC, e.id DESC;

CREATE TRIGGER note_standing AFTER INSERT ON registry.return_event
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_standing();
