-- A return may be judged anew: what a judgement saw, which findings are its own, and the faults that
-- it lifted.
ALTER TABLE registry.judgement ADD COLUMN seen_event bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN registry.judgement.seen_event IS 'Place of the last event of any return that it took into account; source: registry.return_event';

ALTER TABLE registry.finding ADD COLUMN judgement_id bigint REFERENCES registry.judgement;
COMMENT ON COLUMN registry.finding.judgement_id IS 'The judgement that found it, empty for the whole workbook and before judgements were kept; source: registry.judgement';
CREATE INDEX ON registry.finding (return_id) WHERE against <> '[]';

-- A fault that a later judgement of the same version does not find any more counts as fixed then.
CREATE FUNCTION registry.lift_faults() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    UPDATE registry.fault f SET fixed_at = lifted.at
    FROM (
        SELECT r.agency_id, r.form_id, r.period_key, r.version, d.rule_id, d.column_name, d.row_key,
            max(j.at) AS at
        FROM new_rows n
        JOIN registry.finding d ON d.id = n.finding_id
        JOIN registry.return r ON r.id = d.return_id
        JOIN registry.judgement j ON j.id = n.judgement_id
        WHERE NOT EXISTS (
            SELECT FROM registry.finding o
            WHERE o.return_id = d.return_id AND o.rule_id = d.rule_id
                AND o.column_name = d.column_name AND o.row_key = d.row_key
                AND NOT EXISTS (
                    SELECT FROM registry.finding_lifted l WHERE l.finding_id = o.id))
        GROUP BY 1, 2, 3, 4, 5, 6, 7
    ) lifted
    WHERE f.agency_id = lifted.agency_id AND f.form_id = lifted.form_id
        AND f.period_key = lifted.period_key AND f.rule_id = lifted.rule_id
        AND f.column_name = lifted.column_name AND f.row_key = lifted.row_key
        AND f.last_version = lifted.version AND f.fixed_at IS NULL;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION registry.lift_faults() IS 'Trigger that marks faults as fixed whose findings were lifted';

CREATE TRIGGER lift_faults AFTER INSERT ON registry.finding_lifted
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.lift_faults();
