-- Of each obligation where it stands: until when it is owed, what was sent, what counts, what lets it
-- off and whose turn it is. Everybody who tells of obligations asks here. What was sent is looked up
-- for each obligation by its key: joined as a whole, all of it would be looked through once for each.
-- A waiver of sending lets off what it covers today, and for good what fell due while it was in force.
CREATE VIEW registry.obligation_standing AS
SELECT o.period_key, o.agency_id, o.agency_name, o.agency_short_name, o.form_id, o.form_title,
    o.due_on, o.is_extended, o.is_backfilled, w.waiver_ids,
    v.ids[1] AS return_id, v.states[1] AS latest_state, v.moments[1] AS latest_at,
    coalesce(v.version_count, 0) AS version_count,
    coalesce(v.given_back_count, 0) AS given_back_count,
    v.first_received_at, v.accepted_version, v.in_force_id, v.accepted_at,
    CASE
        WHEN v.in_force_id IS NOT NULL THEN 'accepted'
        WHEN w.waiver_ids <> '{}' THEN 'waived'
        ELSE now_.state
    END AS state,
    late.is_late, shown.state AS newest_state,
    CASE shown.state
        WHEN 'missing' THEN 'agency_send' WHEN 'late' THEN 'agency_send'
        WHEN 'rejected' THEN 'agency_fix' WHEN 'needs_confirmation' THEN 'agency_explain'
        WHEN 'awaiting_signature' THEN 'agency_sign' WHEN 'under_review' THEN 'steward'
        WHEN 'received' THEN 'machine' ELSE 'nobody'
    END AS turn
FROM registry.obligation_due o
LEFT JOIN LATERAL (
    SELECT array_agg(r.id ORDER BY r.stands DESC, r.version DESC) AS ids,
        array_agg(r.state ORDER BY r.stands DESC, r.version DESC) AS states,
        array_agg(r.at ORDER BY r.stands DESC, r.version DESC) AS moments,
        count(*)::integer AS version_count,
        (count(*) FILTER (WHERE r.was_given_back))::integer AS given_back_count,
        min(s.received_at) AS first_received_at,
        max(r.version) FILTER (WHERE r.state = 'accepted') AS accepted_version,
        max(i.return_id) AS in_force_id,
        max(r.accepted_at) FILTER (WHERE i.return_id IS NOT NULL) AS accepted_at
    FROM (
        SELECT r.id, r.version, r.submission_id, e.*,
            CASE WHEN e.state IN ('awaiting_signature', 'needs_confirmation')
                THEN registry.is_brought_back(r.id) ELSE false END AS stands
        FROM registry.return r
        CROSS JOIN LATERAL (
            SELECT (array_agg(e.state ORDER BY e.id DESC))[1] AS state,
                (array_agg(e.at ORDER BY e.id DESC))[1] AS at,
                max(e.at) FILTER (WHERE e.state = 'accepted') AS accepted_at,
                bool_or(e.state IN ('rejected', 'needs_confirmation')) AS was_given_back
            FROM registry.return_event e
            WHERE e.return_id = r.id AND e.seq <= (SELECT mart.last_seq())
                AND e.at <= (SELECT mart.horizon())
        ) e
        WHERE r.period_key = o.period_key AND r.agency_id = o.agency_id AND r.form_id = o.form_id
            AND e.state IS NOT NULL
        OFFSET 0  -- asks of each version once whether it was brought back
    ) r
    JOIN registry.submission s ON s.id = r.submission_id
    LEFT JOIN mart.return_in_force i ON i.return_id = r.id
) v ON true
LEFT JOIN LATERAL (
    SELECT coalesce(array_agg(w.id ORDER BY w.id), '{}') AS waiver_ids
    FROM registry.waiver_standing w
    WHERE w.is_of_sending AND w.is_granted
        AND registry.waiver_covers(w.agency_id, w.form_id, w.period_key, w.row_key,
            o.agency_id, o.form_id, o.period_key, NULL)
        AND (w.is_in_force OR w.valid_until >= o.due_on)
) w ON true
CROSS JOIN LATERAL (
    SELECT NOT o.is_backfilled AND NOT (v.ids IS NULL AND w.waiver_ids <> '{}')
        AND (coalesce(v.first_received_at, (SELECT mart.moment()))
            AT TIME ZONE 'Asia/Ho_Chi_Minh')::date > o.due_on AS is_late
) late
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN v.ids IS NULL THEN 'missing'
        WHEN v.states[1] NOT IN ('withdrawn', 'superseded') THEN v.states[1]
        WHEN v.accepted_version IS NULL THEN 'missing'  -- nothing counts any more
        ELSE 'accepted'
    END AS state
) now_
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN w.waiver_ids <> '{}' AND now_.state NOT IN ('received', 'accepted') THEN 'waived'
        WHEN v.ids IS NULL AND late.is_late THEN 'late'
        WHEN now_.state = 'needs_confirmation' AND NOT EXISTS (
            SELECT FROM registry.unexplained u
            WHERE u.return_id = ANY (ARRAY(SELECT registry.with_parts(v.ids[1])))) THEN 'under_review'
        ELSE now_.state
    END AS state
) shown;
COMMENT ON VIEW registry.obligation_standing IS 'Tình hình từng biểu phải gửi: hạn, bản đã gửi, bản được tính, việc miễn gửi và việc tiếp theo';
COMMENT ON COLUMN registry.obligation_standing.period_key IS 'Kỳ báo cáo; nguồn: ref.period';
COMMENT ON COLUMN registry.obligation_standing.agency_id IS 'Mã cơ quan phải gửi; nguồn: ref.obligation';
COMMENT ON COLUMN registry.obligation_standing.agency_name IS 'Tên đầy đủ của cơ quan tại ngày chốt số liệu; nguồn: ref.agency';
COMMENT ON COLUMN registry.obligation_standing.agency_short_name IS 'Tên viết gọn của cơ quan tại ngày chốt số liệu; nguồn: ref.agency';
COMMENT ON COLUMN registry.obligation_standing.form_id IS 'Mã biểu phải gửi; nguồn: ref.obligation';
COMMENT ON COLUMN registry.obligation_standing.form_title IS 'Tên biểu; nguồn: ref.form';
COMMENT ON COLUMN registry.obligation_standing.due_on IS 'Hạn gửi (ngày cuối cùng); nguồn: registry.obligation_due';
COMMENT ON COLUMN registry.obligation_standing.is_extended IS 'Có được gia hạn hay không; nguồn: registry.deadline_extension';
COMMENT ON COLUMN registry.obligation_standing.is_backfilled IS 'Hạn gửi có trước ngày hệ thống vận hành hay không (nhập hồi tố); nguồn: registry.operation';
COMMENT ON COLUMN registry.obligation_standing.waiver_ids IS 'Mã các ngoại lệ miễn gửi biểu này; nguồn: registry.waiver_standing';
COMMENT ON COLUMN registry.obligation_standing.return_id IS 'Mã của bản mới nhất, hoặc của bản được khôi phục đang chờ; để trống nếu chưa gửi; nguồn: registry.return';
COMMENT ON COLUMN registry.obligation_standing.latest_state IS 'Tình trạng của bản đó, để trống nếu chưa gửi; nguồn: registry.return_event';
COMMENT ON COLUMN registry.obligation_standing.latest_at IS 'Thời điểm bản đó bắt đầu ở tình trạng ấy; nguồn: registry.return_event';
COMMENT ON COLUMN registry.obligation_standing.version_count IS 'Số bản đã gửi; đơn vị: bản; nguồn: registry.return';
COMMENT ON COLUMN registry.obligation_standing.given_back_count IS 'Số bản đã bị trả lại hoặc phải giải trình; đơn vị: bản; nguồn: registry.return_event';
COMMENT ON COLUMN registry.obligation_standing.first_received_at IS 'Thời điểm nhận bản đầu tiên; nguồn: registry.submission';
COMMENT ON COLUMN registry.obligation_standing.accepted_version IS 'Bản mới nhất đã chấp nhận, để trống nếu không có; nguồn: registry.return_event';
COMMENT ON COLUMN registry.obligation_standing.in_force_id IS 'Mã của bản đang được tính, để trống nếu không có; nguồn: mart.return_in_force';
COMMENT ON COLUMN registry.obligation_standing.accepted_at IS 'Thời điểm chấp nhận bản đang được tính; nguồn: registry.return_event';
COMMENT ON COLUMN registry.obligation_standing.state IS 'Tình trạng: accepted (đã chấp nhận), waived (được miễn), hoặc tình trạng của bản mới nhất, hoặc missing (chưa gửi); nguồn: registry.return_event, registry.waiver_standing';
COMMENT ON COLUMN registry.obligation_standing.is_late IS 'Gửi sau hạn, hoặc quá hạn mà chưa gửi và không được miễn; không xét biểu nhập hồi tố; nguồn: registry.obligation_due, registry.submission';
COMMENT ON COLUMN registry.obligation_standing.newest_state IS 'Tình trạng theo bản mới nhất, kể cả khi một bản trước đang được tính; thêm late (quá hạn, chưa gửi) và under_review (đã giải trình đủ, chờ xem xét); nguồn: registry.return_event, registry.unexplained';
COMMENT ON COLUMN registry.obligation_standing.turn IS 'Việc tiếp theo: agency_send, agency_fix, agency_explain, agency_sign (cơ quan gửi, sửa, giải trình, thủ trưởng ký), steward (cán bộ tổng hợp xem xét), machine (hệ thống kiểm tra) hoặc nobody (xong); nguồn: registry.return_event, registry.unexplained';
