-- The name that an agency had at a period's cut-off day, or the nearest.
CREATE VIEW ref.agency_of_period AS
SELECT DISTINCT ON (p.key, a.id)
    p.key AS period_key, a.id AS agency_id, a.name AS agency_name,
    a.short_name AS agency_short_name, a.kind AS agency_kind, a.area_code
FROM ref.period p CROSS JOIN ref.agency a
ORDER BY p.key, a.id,
    daterange(a.valid_from, a.valid_to) @> p.ends_on DESC, abs(a.valid_from - p.ends_on);
COMMENT ON VIEW ref.agency_of_period IS 'Tên từng cơ quan tại ngày chốt số liệu của kỳ, hoặc tên ở thời điểm gần nhất';
COMMENT ON COLUMN ref.agency_of_period.period_key IS 'Kỳ báo cáo; nguồn: ref.period';
COMMENT ON COLUMN ref.agency_of_period.agency_id IS 'Mã cơ quan; nguồn: ref.agency';
COMMENT ON COLUMN ref.agency_of_period.agency_name IS 'Tên đầy đủ; nguồn: ref.agency';
COMMENT ON COLUMN ref.agency_of_period.agency_short_name IS 'Tên viết gọn; nguồn: ref.agency';
COMMENT ON COLUMN ref.agency_of_period.agency_kind IS 'Loại cơ quan; nguồn: ref.agency';
COMMENT ON COLUMN ref.agency_of_period.area_code IS 'Mã địa bàn của cơ quan (huyện, thành phố hoặc xã, phường), để trống nếu là cơ quan cấp tỉnh; nguồn: ref.agency';
