-- The name that a code had at a period's cut-off day. A period before the first day of a code is
-- shown with its first name: 2019 is reported on the communes of 2020.
CREATE VIEW ref.area_of_period AS
SELECT DISTINCT ON (p.key, a.code)
    p.key AS period_key, a.code, a.name, a.kind, a.parent_code,
    daterange(a.valid_from, a.valid_to) @> p.ends_on AS is_valid
FROM ref.period p CROSS JOIN ref.area a
ORDER BY p.key, a.code,
    daterange(a.valid_from, a.valid_to) @> p.ends_on DESC, abs(a.valid_from - p.ends_on);
COMMENT ON VIEW ref.area_of_period IS 'Tên từng mã địa bàn tại ngày chốt số liệu của kỳ, hoặc tên ở thời điểm gần nhất';
COMMENT ON COLUMN ref.area_of_period.period_key IS 'Kỳ báo cáo; nguồn: ref.period';
COMMENT ON COLUMN ref.area_of_period.code IS 'Mã địa bàn; nguồn: ref.area';
COMMENT ON COLUMN ref.area_of_period.name IS 'Tên địa bàn, kể cả loại đơn vị hành chính; nguồn: ref.area';
COMMENT ON COLUMN ref.area_of_period.kind IS 'Loại đơn vị hành chính; nguồn: ref.area';
COMMENT ON COLUMN ref.area_of_period.parent_code IS 'Mã địa bàn cấp trên; nguồn: ref.area';
COMMENT ON COLUMN ref.area_of_period.is_valid IS 'Mã có hiệu lực tại ngày chốt số liệu hay không; nguồn: ref.area, ref.period';
