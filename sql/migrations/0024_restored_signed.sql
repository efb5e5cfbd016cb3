-- A version that counted before its form asked for a signature is signed before it counts again; the
-- one in force counts until then, and does not stand in the way of its signature.
CREATE FUNCTION registry.awaits_signature(return_id bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (
        SELECT FROM registry.return r
        JOIN ref.period p ON p.key = r.period_key
        JOIN ref.signing s ON s.form_id = r.form_id
            AND daterange(s.valid_from, s.valid_to) @> p.ends_on
        WHERE r.id = awaits_signature.return_id
            AND NOT EXISTS (SELECT FROM registry.signature g WHERE g.return_id = r.id))
$$;
COMMENT ON FUNCTION registry.awaits_signature(bigint) IS 'Whether the form of a return asks for a signature that it does not have';

CREATE OR REPLACE FUNCTION registry.state_when_clean(return_id bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN registry.waits_for_closed(state_when_clean.return_id) THEN 'needs_confirmation'
        WHEN registry.awaits_signature(state_when_clean.return_id) THEN 'awaiting_signature'
        ELSE 'accepted' END
$$;

-- Only a version that was in force before can be loaded and wait.
CREATE FUNCTION registry.is_brought_back(return_id bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (
        SELECT FROM registry.return_load l WHERE l.return_id = is_brought_back.return_id
    ) AND (
        SELECT e.state FROM registry.return_event e
        WHERE e.return_id = is_brought_back.return_id ORDER BY e.id DESC LIMIT 1
    ) IN ('awaiting_signature', 'needs_confirmation')
$$;
COMMENT ON FUNCTION registry.is_brought_back(bigint) IS 'Whether a version was brought back by a steward and waits before it counts again';

CREATE OR REPLACE FUNCTION registry.guard_signature() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    present text := (SELECT s.state FROM registry.return_state s WHERE s.return_id = new.return_id);
BEGIN
    IF present IN ('superseded', 'withdrawn') OR EXISTS (
        SELECT FROM registry.return r
        JOIN registry.return n ON n.agency_id = r.agency_id AND n.form_id = r.form_id
            AND n.period_key = r.period_key AND n.version > r.version
        JOIN registry.return_state s ON s.return_id = n.id
        WHERE r.id = new.return_id AND s.state NOT IN ('superseded', 'withdrawn')
            AND NOT (s.state = 'accepted' AND registry.is_brought_back(r.id))
    ) THEN
        RAISE EXCEPTION 'Biểu này đã có bản khác nên không ký bản cũ. Tải lại trang, xem bản mới nhất rồi ký bản đó.';
    END IF;
    IF present = 'rejected' OR EXISTS (
        SELECT FROM registry.finding_status f
        WHERE f.return_id = new.return_id AND f.severity = 'critical' AND f.is_open
    ) THEN
        RAISE EXCEPTION 'Biểu còn lỗi phải sửa nên chưa ký xác nhận được. Sửa lỗi, gửi lại tệp, rồi ký bản mới.';
    END IF;
    IF present IS NULL OR present = 'received' THEN
        RAISE EXCEPTION 'Biểu đang được kiểm tra nên chưa ký xác nhận được. Chờ có kết quả rồi tải lại trang để ký.';
    END IF;
    RETURN new;
END
$$;
