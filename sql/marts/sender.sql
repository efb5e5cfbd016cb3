-- Who owes a form for a period, or sent it, with what counts of it; as soon as anything of it counts.
CREATE VIEW mart.sender AS
SELECT s.period_key, s.form_id, s.agency_id, a.agency_name, coalesce(a.area_code, '') AS area_code,
    s.owes, s.return_id
FROM (
    SELECT g.*, bool_or(return_id IS NOT NULL) OVER (PARTITION BY period_key, form_id) AS is_begun
    FROM (
        SELECT period_key, form_id, agency_id, bool_or(owes) AS owes, max(return_id) AS return_id
        FROM (
            SELECT period_key, form_id, agency_id, true AS owes, NULL::bigint AS return_id
            FROM registry.obligation_due
            UNION ALL
            SELECT period_key, form_id, agency_id, false, return_id FROM mart.return_in_force
        ) each
        GROUP BY period_key, form_id, agency_id
    ) g
) s
LEFT JOIN ref.agency_of_period a USING (agency_id, period_key)
WHERE s.is_begun;
COMMENT ON VIEW mart.sender IS 'Cơ quan phải gửi hoặc đã gửi từng biểu của từng kỳ, và bản đang được tính; chỉ gồm biểu đã có ít nhất một bản được tính trong kỳ';
COMMENT ON COLUMN mart.sender.period_key IS 'Kỳ báo cáo; nguồn: ref.period';
COMMENT ON COLUMN mart.sender.form_id IS 'Mã biểu; nguồn: ref.obligation, registry.return';
COMMENT ON COLUMN mart.sender.agency_id IS 'Mã cơ quan; nguồn: ref.obligation, registry.return';
COMMENT ON COLUMN mart.sender.agency_name IS 'Tên đầy đủ của cơ quan tại ngày chốt số liệu; nguồn: ref.agency';
COMMENT ON COLUMN mart.sender.area_code IS 'Mã địa bàn của cơ quan, để trống nếu là cơ quan cấp tỉnh; nguồn: ref.agency';
COMMENT ON COLUMN mart.sender.owes IS 'Có phải gửi biểu này trong kỳ hay không; nguồn: registry.obligation_due';
COMMENT ON COLUMN mart.sender.return_id IS 'Mã của bản đang được tính, để trống nếu chưa có; nguồn: mart.return_in_force';
