-- Nobody may write what the tables below are filled from until the triggers are there.
LOCK TABLE registry.submission, registry.return, registry.finding, registry.confirmation,
    registry.confirmation_event IN SHARE ROW EXCLUSIVE MODE;

-- What the rule book counts, kept up to date by the statements that change it: counting a million
-- findings anew for each reader takes seconds. A fault is one place where one rule fired in a form
-- of a period, however many versions had it. Nobody writes these tables but the triggers below.
CREATE TABLE registry.fault (
    agency_id text NOT NULL,
    form_id text NOT NULL,
    period_key text NOT NULL,
    rule_id text NOT NULL,
    column_name text NOT NULL,
    row_key text NOT NULL,
    first_version integer NOT NULL,
    last_version integer NOT NULL,
    first_at timestamptz NOT NULL,
    fixed_at timestamptz,
    is_confirmed boolean NOT NULL DEFAULT false,
    PRIMARY KEY (agency_id, form_id, period_key, rule_id, column_name, row_key)
);
COMMENT ON TABLE registry.fault IS 'Places where a rule fired, once however many versions had it; kept by triggers';
COMMENT ON COLUMN registry.fault.agency_id IS 'The sender; source: registry.return';
COMMENT ON COLUMN registry.fault.form_id IS 'The form; source: registry.return';
COMMENT ON COLUMN registry.fault.period_key IS 'The period; source: registry.return';
COMMENT ON COLUMN registry.fault.rule_id IS 'The rule; source: registry.finding';
COMMENT ON COLUMN registry.fault.column_name IS 'Column, or empty; source: registry.finding';
COMMENT ON COLUMN registry.fault.row_key IS 'Natural key of the row, or empty; source: registry.finding';
COMMENT ON COLUMN registry.fault.first_version IS 'First version that had it; source: registry.return';
COMMENT ON COLUMN registry.fault.last_version IS 'Last version that had it; source: registry.return';
COMMENT ON COLUMN registry.fault.first_at IS 'Moment the first of these workbooks came; source: registry.submission';
COMMENT ON COLUMN registry.fault.fixed_at IS 'Moment the version after the last one came, or empty; source: registry.submission';
COMMENT ON COLUMN registry.fault.is_confirmed IS 'Whether a steward accepted a reason for it; source: registry.confirmation_event';

CREATE TABLE registry.rule_tally (
    rule_id text NOT NULL,
    agency_id text NOT NULL,
    fired_count integer NOT NULL,
    confirmed_count integer NOT NULL,
    PRIMARY KEY (rule_id, agency_id)
);
COMMENT ON TABLE registry.rule_tally IS 'How many faults a rule found at an agency; kept by triggers';
COMMENT ON COLUMN registry.rule_tally.rule_id IS 'The rule; source: registry.fault';
COMMENT ON COLUMN registry.rule_tally.agency_id IS 'The sender; source: registry.fault';
COMMENT ON COLUMN registry.rule_tally.fired_count IS 'Faults; source: registry.fault';
COMMENT ON COLUMN registry.rule_tally.confirmed_count IS 'Faults whose reason was accepted; source: registry.fault';

CREATE TABLE registry.rule_fix_time (
    rule_id text NOT NULL,
    minutes integer NOT NULL,
    fault_count integer NOT NULL,
    PRIMARY KEY (rule_id, minutes)
);
COMMENT ON TABLE registry.rule_fix_time IS 'How many faults of a rule were fixed within which time; kept by triggers';
COMMENT ON COLUMN registry.rule_fix_time.rule_id IS 'The rule; source: registry.fault';
COMMENT ON COLUMN registry.rule_fix_time.minutes IS 'Minutes from the first workbook with the fault to the first without, as exactly as they are printed; source: registry.fault';
COMMENT ON COLUMN registry.rule_fix_time.fault_count IS 'Faults; source: registry.fault';

-- Pages print minutes below an hour, tenths of hours below a day, tenths of days from there on.
CREATE FUNCTION registry.printed_minutes(took interval) RETURNS integer
LANGUAGE sql IMMUTABLE
RETURN CASE
    WHEN took < interval '1 hour' THEN greatest(floor(extract(epoch FROM took) / 60), 0)
    WHEN took < interval '1 day' THEN round(extract(epoch FROM took) / 360) * 6
    ELSE round(extract(epoch FROM took) / 8640) * 144
END;
COMMENT ON FUNCTION registry.printed_minutes IS 'A duration in minutes, as exactly as pages print it';

-- Faults that a statement made are added to the tallies; of those it changed, the difference.
CREATE FUNCTION registry.tally_new_faults() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO registry.rule_tally AS t
    SELECT rule_id, agency_id, count(*), count(*) FILTER (WHERE is_confirmed)
    FROM new_rows GROUP BY rule_id, agency_id ORDER BY rule_id, agency_id
    ON CONFLICT (rule_id, agency_id) DO UPDATE
        SET fired_count = t.fired_count + excluded.fired_count,
            confirmed_count = t.confirmed_count + excluded.confirmed_count;
    INSERT INTO registry.rule_fix_time AS t
    SELECT rule_id, registry.printed_minutes(fixed_at - first_at), count(*)
    FROM new_rows WHERE fixed_at IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (rule_id, minutes) DO UPDATE SET fault_count = t.fault_count + excluded.fault_count;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION registry.tally_new_faults() IS 'Trigger that adds new faults to the tallies of their rules';

CREATE FUNCTION registry.tally_changed_faults() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO registry.rule_tally AS t
    SELECT rule_id, agency_id, 0, sum(change)
    FROM (
        SELECT rule_id, agency_id, is_confirmed::integer AS change FROM new_rows
        UNION ALL SELECT rule_id, agency_id, -is_confirmed::integer FROM old_rows
    ) changes
    GROUP BY rule_id, agency_id HAVING sum(change) <> 0 ORDER BY rule_id, agency_id
    ON CONFLICT (rule_id, agency_id) DO UPDATE
        SET confirmed_count = t.confirmed_count + excluded.confirmed_count;
    INSERT INTO registry.rule_fix_time AS t
    SELECT rule_id, minutes, sum(change)
    FROM (
        SELECT rule_id, registry.printed_minutes(fixed_at - first_at) AS minutes, 1 AS change
        FROM new_rows WHERE fixed_at IS NOT NULL
        UNION ALL
        SELECT rule_id, registry.printed_minutes(fixed_at - first_at), -1
        FROM old_rows WHERE fixed_at IS NOT NULL
    ) changes
    GROUP BY rule_id, minutes HAVING sum(change) <> 0 ORDER BY rule_id, minutes
    ON CONFLICT (rule_id, minutes) DO UPDATE SET fault_count = t.fault_count + excluded.fault_count;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION registry.tally_changed_faults() IS 'Trigger that brings the tallies of changed faults'' rules up to date';

CREATE TRIGGER tally_new AFTER INSERT ON registry.fault
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.tally_new_faults();
CREATE TRIGGER tally_changed AFTER UPDATE ON registry.fault
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.tally_changed_faults();

-- New findings make faults, or show that faults are still there; a version that is not the last
-- may come in the same statement as its successor.
CREATE FUNCTION registry.note_faults() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO registry.fault AS f
    SELECT seen.*, s.received_at, false
    FROM (
        SELECT r.agency_id, r.form_id, r.period_key, n.rule_id, n.column_name, n.row_key,
            min(r.version), max(r.version) AS last_version, min(s.received_at)
        FROM new_rows n
        JOIN registry.return r ON r.id = n.return_id
        JOIN registry.submission s ON s.id = r.submission_id
        GROUP BY 1, 2, 3, 4, 5, 6
    ) seen
    LEFT JOIN registry.return r ON r.agency_id = seen.agency_id AND r.form_id = seen.form_id
        AND r.period_key = seen.period_key AND r.version = seen.last_version + 1
    LEFT JOIN registry.submission s ON s.id = r.submission_id
    ORDER BY 1, 2, 3, 4, 5, 6
    ON CONFLICT (agency_id, form_id, period_key, rule_id, column_name, row_key) DO UPDATE
        SET first_version = least(f.first_version, excluded.first_version),
            first_at = least(f.first_at, excluded.first_at),
            last_version = greatest(f.last_version, excluded.last_version),
            fixed_at = CASE WHEN excluded.last_version >= f.last_version
                THEN excluded.fixed_at ELSE f.fixed_at END;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION registry.note_faults() IS 'Trigger that keeps faults as new findings say';

-- A new version fixes the faults of the one before it, until its own findings say otherwise.
CREATE FUNCTION registry.fix_faults() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    UPDATE registry.fault f SET fixed_at = s.received_at
    FROM new_rows n
    JOIN registry.submission s ON s.id = n.submission_id
    WHERE f.agency_id = n.agency_id AND f.form_id = n.form_id AND f.period_key = n.period_key
        AND f.last_version = n.version - 1;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION registry.fix_faults() IS 'Trigger that marks the faults of the version before as fixed';

CREATE FUNCTION registry.confirm_faults() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    UPDATE registry.fault f SET is_confirmed = true
    FROM new_rows e
    JOIN registry.confirmation c ON c.id = e.confirmation_id
    JOIN registry.return r ON r.id = c.return_id
    WHERE e.decision = 'accepted' AND NOT f.is_confirmed
        AND f.agency_id = r.agency_id AND f.form_id = r.form_id AND f.period_key = r.period_key
        AND f.rule_id = c.rule_id AND f.column_name = c.column_name AND f.row_key = c.row_key;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION registry.confirm_faults() IS 'Trigger that marks faults whose reason was accepted';

-- What is there already; from here on, every statement keeps the tables up to date itself.
INSERT INTO registry.fault
SELECT seen.*, s.received_at, EXISTS (
    SELECT FROM registry.confirmation c
    JOIN registry.confirmation_event e ON e.confirmation_id = c.id AND e.decision = 'accepted'
    JOIN registry.return r ON r.id = c.return_id
    WHERE r.agency_id = seen.agency_id AND r.form_id = seen.form_id
        AND r.period_key = seen.period_key AND c.rule_id = seen.rule_id
        AND c.column_name = seen.column_name AND c.row_key = seen.row_key)
FROM (
    SELECT r.agency_id, r.form_id, r.period_key, f.rule_id, f.column_name, f.row_key,
        min(r.version), max(r.version) AS last_version, min(s.received_at)
    FROM registry.finding f
    JOIN registry.return r ON r.id = f.return_id
    JOIN registry.submission s ON s.id = r.submission_id
    GROUP BY 1, 2, 3, 4, 5, 6
) seen
LEFT JOIN registry.return r ON r.agency_id = seen.agency_id AND r.form_id = seen.form_id
    AND r.period_key = seen.period_key AND r.version = seen.last_version + 1
LEFT JOIN registry.submission s ON s.id = r.submission_id;

CREATE TRIGGER note_faults AFTER INSERT ON registry.finding
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_faults();
CREATE TRIGGER fix_faults AFTER INSERT ON registry.return
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.fix_faults();
CREATE TRIGGER confirm_faults AFTER INSERT ON registry.confirmation_event
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.confirm_faults();

-- The newest findings of a rule, and what was decided on a fault in earlier periods.
CREATE INDEX ON registry.finding (rule_id, id);
DROP INDEX registry.finding_rule_id_idx;
CREATE INDEX ON registry.confirmation (rule_id, row_key);
