-- Few forms have parts: what is open in the parts of a return is looked up for those, and for no other.
CREATE OR REPLACE FUNCTION registry.state_when_clean(return_id bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    worst text;
BEGIN
    IF EXISTS (
        SELECT FROM registry.return r
        JOIN ref.form f ON f.part_of <> '' AND r.form_id IN (f.id, f.part_of)
        WHERE r.id = state_when_clean.return_id
    ) THEN
        SELECT min(s.severity) INTO worst  -- 'critical' comes before 'warning'
        FROM registry.finding_status s
        WHERE s.is_open AND s.return_id = ANY (ARRAY(
            SELECT k.id FROM registry.with_parts(state_when_clean.return_id) k (id)
            WHERE k.id <> state_when_clean.return_id));
    END IF;
    RETURN CASE
        WHEN worst = 'critical' THEN 'rejected'
        WHEN worst IS NOT NULL OR registry.waits_for_closed(state_when_clean.return_id)
            THEN 'needs_confirmation'
        WHEN registry.awaits_signature(state_when_clean.return_id) THEN 'awaiting_signature'
        ELSE 'accepted' END;
END
$$;
