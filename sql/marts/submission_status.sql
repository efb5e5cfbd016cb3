-- Every obligation of every period and where it stands; a version in force meets it. A waiver lets
-- off what it covers today, and for good what fell due while it was in force.
CREATE VIEW mart.submission_status AS
SELECT o.period_key, o.agency_id, o.agency_name, o.agency_short_name, o.form_id, o.form_title,
    CASE
        WHEN i.return_id IS NOT NULL THEN 'accepted'
        WHEN w.id IS NOT NULL THEN 'waived'
        WHEN v.latest_state IN ('withdrawn', 'superseded') THEN 'missing'  -- nothing counts any more
        ELSE coalesce(v.latest_state, 'missing')
    END AS state,
    v.latest_state, v.return_id,
    coalesce(v.version_count, 0) AS version_count,
    coalesce(v.given_back_count, 0) AS given_back_count,
    s.received_at AS first_received_at, a.at AS accepted_at, o.due_on,
    NOT o.is_backfilled AND NOT (s.received_at IS NULL AND w.id IS NOT NULL)
        AND (coalesce(s.received_at, (SELECT mart.moment()))
            AT TIME ZONE 'Asia/Ho_Chi_Minh')::date > o.due_on AS is_late,
    o.is_backfilled,
    coalesce(v.data_note, '') AS data_note,
    coalesce(i.is_nil, false) AS is_nil
FROM registry.obligation_due o
LEFT JOIN LATERAL (
    SELECT
        (array_agg(r.id ORDER BY r.version DESC, e.id DESC))[1] AS return_id,
        (array_agg(e.state ORDER BY r.version DESC, e.id DESC))[1] AS latest_state,
        (array_agg(r.data_note ORDER BY r.version DESC, e.id DESC))[1] AS data_note,
        (array_agg(r.submission_id ORDER BY r.version))[1] AS first_submission_id,
        count(DISTINCT r.id)::integer AS version_count,
        (count(DISTINCT r.id)
            FILTER (WHERE e.state IN ('rejected', 'needs_confirmation')))::integer AS given_back_count
    FROM registry.return r
    JOIN registry.return_event e ON e.return_id = r.id AND e.seq <= (SELECT mart.last_seq())
        AND e.at <= (SELECT mart.horizon())
    WHERE r.period_key = o.period_key AND r.agency_id = o.agency_id AND r.form_id = o.form_id
) v ON true
LEFT JOIN registry.submission s ON s.id = v.first_submission_id
LEFT JOIN mart.return_in_force i ON i.period_key = o.period_key AND i.agency_id = o.agency_id
    AND i.form_id = o.form_id
LEFT JOIN LATERAL (
    SELECT e.at FROM registry.return_event e
    WHERE e.return_id = i.return_id AND e.state = 'accepted' AND e.seq <= (SELECT mart.last_seq())
        AND e.at <= (SELECT mart.horizon())
    ORDER BY e.id DESC LIMIT 1
) a ON true
LEFT JOIN LATERAL (
    SELECT w.id FROM registry.waiver w
    WHERE w.rule_id = 'warehouse.not_sent'
        AND (w.agency_id IS NULL OR w.agency_id = o.agency_id)
        AND (w.form_id IS NULL OR w.form_id = o.form_id)
        AND (w.period_key IS NULL OR w.period_key = o.period_key)
        AND w.seq <= (SELECT mart.last_seq())
        AND w.at <= (SELECT mart.horizon())
        AND w.valid_until >= least(
            ((SELECT mart.moment()) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, o.due_on)
        AND NOT EXISTS (
            SELECT FROM registry.waiver_event e
            WHERE e.waiver_id = w.id AND e.seq <= (SELECT mart.last_seq())
                AND e.at <= (SELECT mart.horizon()))
    ORDER BY w.id LIMIT 1
) w ON true;
COMMENT ON VIEW mart.submission_status IS 'Tình hình gửi từng biểu của từng cơ quan trong từng kỳ';
COMMENT ON COLUMN mart.submission_status.period_key IS 'Kỳ báo cáo; nguồn: ref.period';
COMMENT ON COLUMN mart.submission_status.agency_id IS 'Mã cơ quan phải gửi; nguồn: ref.obligation';
COMMENT ON COLUMN mart.submission_status.agency_name IS 'Tên đầy đủ của cơ quan tại ngày chốt số liệu; nguồn: ref.agency';
COMMENT ON COLUMN mart.submission_status.agency_short_name IS 'Tên viết gọn của cơ quan tại ngày chốt số liệu; nguồn: ref.agency';
COMMENT ON COLUMN mart.submission_status.form_id IS 'Mã biểu phải gửi; nguồn: ref.obligation';
COMMENT ON COLUMN mart.submission_status.form_title IS 'Tên biểu; nguồn: ref.form';
COMMENT ON COLUMN mart.submission_status.state IS 'Tình trạng: accepted (đã chấp nhận), waived (được miễn), needs_confirmation (cần giải trình), awaiting_signature (chờ thủ trưởng ký), rejected (đã trả lại) hoặc missing (chưa gửi); nguồn: registry.return_event, registry.waiver';
COMMENT ON COLUMN mart.submission_status.latest_state IS 'Tình trạng của bản mới nhất, để trống nếu chưa gửi; nguồn: registry.return_event';
COMMENT ON COLUMN mart.submission_status.return_id IS 'Mã của bản mới nhất, để trống nếu chưa gửi; nguồn: registry.return';
COMMENT ON COLUMN mart.submission_status.version_count IS 'Số bản đã gửi; đơn vị: bản; nguồn: registry.return';
COMMENT ON COLUMN mart.submission_status.given_back_count IS 'Số bản đã bị trả lại hoặc phải giải trình; đơn vị: bản; nguồn: registry.return_event';
COMMENT ON COLUMN mart.submission_status.first_received_at IS 'Thời điểm nhận bản đầu tiên; nguồn: registry.submission';
COMMENT ON COLUMN mart.submission_status.accepted_at IS 'Thời điểm chấp nhận bản đang có hiệu lực; nguồn: registry.return_event';
COMMENT ON COLUMN mart.submission_status.due_on IS 'Hạn gửi (ngày cuối cùng); nguồn: registry.obligation_due';
COMMENT ON COLUMN mart.submission_status.is_late IS 'Gửi sau hạn, hoặc quá hạn mà chưa gửi và không được miễn; không xét biểu nhập hồi tố; nguồn: registry.obligation_due, registry.submission';
COMMENT ON COLUMN mart.submission_status.is_backfilled IS 'Hạn gửi có trước ngày hệ thống vận hành hay không; nếu có thì không xét đúng hạn (nhập hồi tố); nguồn: registry.operation';
COMMENT ON COLUMN mart.submission_status.data_note IS 'Ghi chú về số liệu ở trang bìa của bản mới nhất; nguồn: registry.return';
COMMENT ON COLUMN mart.submission_status.is_nil IS 'Bản đang được tính ghi rõ không phát sinh hay không; khác với chưa gửi; nguồn: registry.return';
