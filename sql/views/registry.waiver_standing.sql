-- Every waiver, whether it was granted and whether it is in force; whoever lets something off asks
-- here. Reports look at it from their moment; what findings still ask is always asked of today.
CREATE VIEW registry.waiver_standing AS
SELECT w.id, w.rule_id, w.agency_id, w.form_id, w.period_key, w.row_key, w.authority, w.reason,
    w.valid_until, w.actor, w.at, w.seq, e.seq AS revoked_seq, e.at AS revoked_at,
    e.actor AS revoked_by, e.reason AS revoked_reason,
    s.is_granted, s.is_granted AND w.valid_until >= s.day AS is_in_force,
    e.waiver_id IS NULL AND w.valid_until >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
        AS is_in_force_today,
    w.rule_id = 'warehouse.not_sent' AS is_of_sending
FROM registry.waiver w
LEFT JOIN registry.waiver_event e ON e.waiver_id = w.id
CROSS JOIN LATERAL (
    SELECT w.seq <= (SELECT mart.last_seq()) AND w.at <= (SELECT mart.horizon())
        AND NOT coalesce(
            e.seq <= (SELECT mart.last_seq()) AND e.at <= (SELECT mart.horizon()), false)
        AS is_granted,
        ((SELECT mart.moment()) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day
) s;
COMMENT ON VIEW registry.waiver_standing IS 'Các ngoại lệ và hiệu lực của từng ngoại lệ';
COMMENT ON COLUMN registry.waiver_standing.id IS 'Số thứ tự do hệ thống cấp; nguồn: registry.waiver';
COMMENT ON COLUMN registry.waiver_standing.rule_id IS 'Mã quy tắc được miễn áp dụng; nguồn: registry.waiver';
COMMENT ON COLUMN registry.waiver_standing.agency_id IS 'Chỉ áp dụng cho cơ quan này, để trống nếu cho mọi cơ quan; nguồn: registry.waiver';
COMMENT ON COLUMN registry.waiver_standing.form_id IS 'Chỉ áp dụng cho biểu này, để trống nếu cho mọi biểu; nguồn: registry.waiver';
COMMENT ON COLUMN registry.waiver_standing.period_key IS 'Chỉ áp dụng cho kỳ này, để trống nếu cho mọi kỳ; nguồn: registry.waiver';
COMMENT ON COLUMN registry.waiver_standing.row_key IS 'Chỉ áp dụng cho dòng này, để trống nếu cho mọi dòng; nguồn: registry.waiver';
COMMENT ON COLUMN registry.waiver_standing.authority IS 'Người có thẩm quyền cho phép, kèm văn bản; nguồn: registry.waiver';
COMMENT ON COLUMN registry.waiver_standing.reason IS 'Lý do; nguồn: registry.waiver';
COMMENT ON COLUMN registry.waiver_standing.valid_until IS 'Ngày cuối cùng còn hiệu lực; nguồn: registry.waiver';
COMMENT ON COLUMN registry.waiver_standing.actor IS 'Người ghi nhận; nguồn: registry.waiver';
COMMENT ON COLUMN registry.waiver_standing.at IS 'Thời điểm ghi nhận; nguồn: registry.waiver';
COMMENT ON COLUMN registry.waiver_standing.seq IS 'Thứ tự sự kiện; nguồn: registry.waiver';
COMMENT ON COLUMN registry.waiver_standing.revoked_seq IS 'Thứ tự sự kiện thu hồi, để trống nếu không thu hồi; nguồn: registry.waiver_event';
COMMENT ON COLUMN registry.waiver_standing.revoked_at IS 'Thời điểm thu hồi, để trống nếu không thu hồi; nguồn: registry.waiver_event';
COMMENT ON COLUMN registry.waiver_standing.revoked_by IS 'Người thu hồi, để trống nếu không thu hồi; nguồn: registry.waiver_event';
COMMENT ON COLUMN registry.waiver_standing.revoked_reason IS 'Lý do thu hồi, để trống nếu không thu hồi; nguồn: registry.waiver_event';
COMMENT ON COLUMN registry.waiver_standing.is_granted IS 'Tại thời điểm xem đã được chấp nhận và chưa bị thu hồi; nguồn: registry.waiver, registry.waiver_event';
COMMENT ON COLUMN registry.waiver_standing.is_in_force IS 'Tại thời điểm xem đang có hiệu lực; nguồn: registry.waiver, registry.waiver_event';
COMMENT ON COLUMN registry.waiver_standing.is_in_force_today IS 'Hôm nay đang có hiệu lực, dù xem tại thời điểm nào; nguồn: registry.waiver, registry.waiver_event';
COMMENT ON COLUMN registry.waiver_standing.is_of_sending IS 'Miễn gửi biểu, không phải miễn một kiểm tra; nguồn: registry.waiver';
