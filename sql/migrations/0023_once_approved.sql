-- An event names the approval that it stands on, and an approval stands under one event only. What
-- was approved before happened in the transaction of its decision, so both have one moment.
ALTER TABLE registry.return_event ADD COLUMN proposal_id bigint
    REFERENCES registry.version_decision;
COMMENT ON COLUMN registry.return_event.proposal_id IS 'The approved proposal that withdrew the version or brought it back in a closed period, or empty; source: registry.version_decision';
ALTER TABLE registry.return_event DISABLE TRIGGER append_only;
UPDATE registry.return_event e SET proposal_id = p.id
FROM registry.version_proposal p
JOIN registry.version_decision d ON d.proposal_id = p.id AND d.decision = 'approved'
WHERE e.return_id = p.return_id AND e.at = d.at
    AND e.state = CASE p.kind WHEN 'withdraw' THEN 'withdrawn' ELSE 'accepted' END;
ALTER TABLE registry.return_event ENABLE TRIGGER append_only;
CREATE UNIQUE INDEX return_event_approved_once ON registry.return_event (proposal_id)
    WHERE proposal_id IS NOT NULL;

-- In a closed period nothing is withdrawn or brought back, whatever it waits for then, before a
-- second steward approved it, each time. The trigger alone says which approval that was.
CREATE OR REPLACE FUNCTION registry.guard_versions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    asked text := CASE
        WHEN new.state = 'withdrawn' THEN 'withdraw'
        WHEN new.state <> 'superseded' AND (
            SELECT s.state FROM registry.return_state s WHERE s.return_id = new.return_id
        ) IN ('superseded', 'withdrawn') THEN 'restore' END;
BEGIN
    new.proposal_id := NULL;
    IF asked IS NULL OR registry.closed_by(
        (SELECT r.period_key FROM registry.return r WHERE r.id = new.return_id)) IS NULL
    THEN
        RETURN new;
    END IF;
    new.proposal_id := (
        SELECT p.id FROM registry.version_proposal p
        JOIN registry.version_decision d ON d.proposal_id = p.id AND d.decision = 'approved'
        WHERE p.return_id = new.return_id AND p.kind = asked AND NOT EXISTS (
            SELECT FROM registry.return_event e WHERE e.proposal_id = p.id)
        ORDER BY p.id DESC LIMIT 1);
    IF new.proposal_id IS NULL THEN
        RAISE EXCEPTION 'Kỳ báo cáo đã khóa: rút hoặc khôi phục một bản phải có một cán bộ tổng hợp khác phê duyệt.';
    END IF;
    RETURN new;
END
$$;
COMMENT ON FUNCTION registry.guard_versions() IS 'Trigger: in a closed period a second steward approves each time that a version is withdrawn or brought back';
DROP TRIGGER second_steward ON registry.return_event;
CREATE TRIGGER second_steward BEFORE INSERT ON registry.return_event
    FOR EACH ROW WHEN (new.state NOT IN ('received', 'superseded') OR new.proposal_id IS NOT NULL)
    EXECUTE FUNCTION registry.guard_versions();

-- End what is told of single returns and is so no more: that a place is doubled, once the return is
-- not in force any more or holds all its places (those that the other has left it takes here); that
-- it could not be loaded, once it does not wait for that.
CREATE FUNCTION registry.settle_returns() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    told record;
    is_over boolean;
BEGIN
    FOR told IN
        SELECT i.id, i.kind, i.return_id, r.form_id, f.exclusive_column AS place,
            s.state = 'accepted' AS is_accepted,
            EXISTS (SELECT FROM registry.return_load l WHERE l.return_id = r.id) AS is_loaded
        FROM registry.incident i
        JOIN registry.return r ON r.id = i.return_id
        JOIN registry.return_state s ON s.return_id = r.id
        LEFT JOIN ref.form f ON f.id = r.form_id
        WHERE i.kind IN ('check', 'load') AND NOT EXISTS (
            SELECT FROM registry.incident_event e WHERE e.incident_id = i.id AND e.kind = 'resolved')
        ORDER BY i.return_id, i.id
    LOOP
        IF told.kind = 'load' THEN
            is_over := told.is_loaded OR NOT told.is_accepted;
        ELSIF NOT told.is_accepted OR NOT told.is_loaded OR coalesce(told.place, '') = '' THEN
            is_over := true;
        ELSE
            EXECUTE format(
                'INSERT INTO registry.place_in_force (form_id, period_key, place, return_id)
                 SELECT DISTINCT r.form_id, r.period_key, l.%1$I::text, r.id
                 FROM registry.return r JOIN landing.%2$I l ON l.return_id = r.id
                 WHERE r.id = $1 AND l.%1$I IS NOT NULL AND NOT EXISTS (
                     SELECT FROM registry.place_in_force p
                     WHERE p.form_id = r.form_id AND p.period_key = r.period_key
                         AND p.place = l.%1$I::text)',
                told.place, told.form_id) USING told.return_id;
            EXECUTE format(
                'SELECT NOT EXISTS (
                     SELECT FROM landing.%2$I l WHERE l.return_id = $1 AND l.%1$I IS NOT NULL
                         AND NOT EXISTS (
                             SELECT FROM registry.place_in_force p
                             WHERE p.return_id = $1 AND p.place = l.%1$I::text))',
                told.place, told.form_id) INTO is_over USING told.return_id;
        END IF;
        IF is_over THEN
            INSERT INTO registry.incident_event (incident_id, kind, actor) VALUES (told.id, 'resolved', '');
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION registry.settle_returns() IS 'Ends the incidents of returns that are not in force twice, or do not wait to be loaded, any more';
