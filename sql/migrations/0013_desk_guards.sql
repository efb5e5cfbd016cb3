-- What the desk may not write, whoever asks: deadlines that move back, signatures under what is
-- not the newest or not right; and uploads that were refused, kept with their reason.

ALTER TABLE registry.submission DROP CONSTRAINT submission_state_check;
ALTER TABLE registry.submission ADD CONSTRAINT submission_state_check
    CHECK (state IN ('received', 'read', 'unreadable', 'judged', 'refused'));
COMMENT ON COLUMN registry.submission.state IS 'received, read, unreadable, judged, or refused at the desk';
ALTER TABLE registry.submission_event DROP CONSTRAINT submission_event_kind_check;
ALTER TABLE registry.submission_event ADD CONSTRAINT submission_event_kind_check CHECK (kind IN (
    'received', 'duplicate', 'read', 'unreadable', 'judged', 'given_back', 'uploaded', 'refused'));
ALTER TABLE registry.upload ADD COLUMN refusal text NOT NULL DEFAULT '';
COMMENT ON COLUMN registry.upload.refusal IS 'Why it was not taken on that page, in words; empty: it was taken';

-- An extension gives more time: it moves no obligation back, and at least one on.
CREATE FUNCTION registry.guard_extension() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    first_due date;
    last_due date;
BEGIN
    SELECT min(o.due_on), max(o.due_on) INTO first_due, last_due
    FROM registry.obligation_due o
    WHERE o.period_key = new.period_key AND o.agency_id = new.agency_id
        AND (new.form_id IS NULL OR o.form_id = new.form_id);
    IF last_due IS NULL THEN
        RAISE EXCEPTION 'Cơ quan này không phải gửi biểu đã chọn cho kỳ báo cáo này nên không có hạn để gia hạn. Chọn lại cơ quan hoặc biểu.';
    END IF;
    IF new.due_on < last_due OR new.due_on = first_due THEN
        RAISE EXCEPTION 'Hạn mới % không muộn hơn hạn đang áp dụng (%). Ghi một ngày sau ngày %, ví dụ %.',
            to_char(new.due_on, 'DD/MM/YYYY'), to_char(last_due, 'DD/MM/YYYY'),
            to_char(last_due, 'DD/MM/YYYY'), to_char(last_due + 7, 'DD/MM/YYYY');
    END IF;
    RETURN new;
END
$$;
COMMENT ON FUNCTION registry.guard_extension() IS 'Trigger: a deadline is moved on, never back';
CREATE TRIGGER moves_on BEFORE INSERT ON registry.deadline_extension
    FOR EACH ROW EXECUTE FUNCTION registry.guard_extension();

-- The head of an agency signs what stands: the newest version, judged and without open faults. A
-- version that was withdrawn or replaced does not stand in the way of the one that counts.
CREATE FUNCTION registry.guard_signature() RETURNS trigger
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
COMMENT ON FUNCTION registry.guard_signature() IS 'Trigger: only the newest version is signed, and only without open faults';
CREATE TRIGGER signs_what_stands BEFORE INSERT ON registry.signature
    FOR EACH ROW EXECUTE FUNCTION registry.guard_signature();

-- Forms that count only once the head of the agency has signed them.
CREATE TABLE ref.signing (
    form_id text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    note text NOT NULL,
    PRIMARY KEY (form_id, valid_from),
    CHECK (valid_to IS NULL OR valid_from < valid_to),
    CONSTRAINT signing_one_at_a_time EXCLUDE USING gist (
        ref.key_range(form_id) WITH &&, daterange(valid_from, valid_to) WITH &&)
);
COMMENT ON TABLE ref.signing IS 'Forms that count only once the head of the agency has signed them';
COMMENT ON COLUMN ref.signing.form_id IS 'The form; source: sql/seeds/signing.csv';
COMMENT ON COLUMN ref.signing.valid_from IS 'First day; judged on the last day of the period; source: sql/seeds/signing.csv';
COMMENT ON COLUMN ref.signing.valid_to IS 'Day after the last, or empty; source: sql/seeds/signing.csv';
COMMENT ON COLUMN ref.signing.note IS 'Who decided it, and by what document; source: sql/seeds/signing.csv';

CREATE FUNCTION registry.state_when_clean(return_id bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN EXISTS (
        SELECT FROM registry.return r
        JOIN ref.period p ON p.key = r.period_key
        JOIN ref.signing s ON s.form_id = r.form_id
            AND daterange(s.valid_from, s.valid_to) @> p.ends_on
        WHERE r.id = state_when_clean.return_id
            AND NOT EXISTS (SELECT FROM registry.signature g WHERE g.return_id = r.id)
    ) THEN 'awaiting_signature' ELSE 'accepted' END
$$;
COMMENT ON FUNCTION registry.state_when_clean(bigint) IS 'The state of a return in which nothing is open: accepted, or waiting for its signature';

DROP INDEX registry.standing_waiting;
CREATE INDEX standing_waiting ON registry.standing (state, at)
    WHERE state IN ('rejected', 'needs_confirmation', 'awaiting_signature');
