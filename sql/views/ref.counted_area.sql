-- In which area what is reported of a code counts: the area just below the province that it lies in
-- on the period's cut-off day. That is its district as long as there are districts, then itself.
-- Whoever joins it looks codes up one by one (LATERAL … LIMIT 1): joined as it stands, it sorts all
-- codes of all periods.
CREATE VIEW ref.counted_area AS
SELECT a.period_key, a.code, a.name,
    coalesce(up.code, a.code) AS area_code, coalesce(up.name, a.name) AS area_name,
    a.is_valid AND a.parent_code <> '' AND up.code IS NULL AS is_listed
FROM ref.area_of_period a
LEFT JOIN LATERAL (
    SELECT u.code, u.name FROM ref.area_of_period u
    WHERE u.period_key = a.period_key AND u.code = a.parent_code AND u.parent_code <> ''
    LIMIT 1
) up ON true;
COMMENT ON VIEW ref.counted_area IS 'Số liệu của mỗi mã địa bàn được tổng hợp vào địa bàn nào trong từng kỳ: huyện, thành phố khi còn cấp huyện, sau đó là xã, phường';
COMMENT ON COLUMN ref.counted_area.period_key IS 'Kỳ báo cáo; nguồn: ref.period';
COMMENT ON COLUMN ref.counted_area.code IS 'Mã địa bàn; nguồn: ref.area';
COMMENT ON COLUMN ref.counted_area.name IS 'Tên địa bàn tại ngày chốt số liệu; nguồn: ref.area';
COMMENT ON COLUMN ref.counted_area.area_code IS 'Mã địa bàn tổng hợp; nguồn: ref.area';
COMMENT ON COLUMN ref.counted_area.area_name IS 'Tên địa bàn tổng hợp tại ngày chốt số liệu; nguồn: ref.area';
COMMENT ON COLUMN ref.counted_area.is_listed IS 'Có phải một dòng trong các bảng theo địa bàn của kỳ hay không; nguồn: ref.area';
