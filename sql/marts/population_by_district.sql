-- Population of each district and the minorities' share of it.
CREATE VIEW mart.population_by_district AS
SELECT r.period_key, p.district AS district_code, d.name AS district_name,
    sum(p.person_count)::bigint AS person_count,
    coalesce(sum(p.person_count) FILTER (WHERE g.is_minority), 0)::bigint AS minority_person_count,
    100.0 * coalesce(sum(p.person_count) FILTER (WHERE g.is_minority), 0)
        / nullif(sum(p.person_count), 0) AS minority_share_pct
FROM mart.return_in_force r
JOIN landing.population_corrected p ON p.return_id = r.return_id
JOIN ref.period t ON t.key = r.period_key
LEFT JOIN ref.ethnic_group g ON g.id = p.ethnic_group
    AND daterange(g.valid_from, g.valid_to) @> t.ends_on
LEFT JOIN ref.area_of_period d ON d.period_key = r.period_key AND d.code = p.district
GROUP BY r.period_key, p.district, d.name;
COMMENT ON VIEW mart.population_by_district IS 'Dân số từng huyện, thành phố và tỷ lệ người dân tộc thiểu số';
COMMENT ON COLUMN mart.population_by_district.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.population_by_district.district_code IS 'Mã huyện, thành phố; nguồn: landing.population.district';
COMMENT ON COLUMN mart.population_by_district.district_name IS 'Tên huyện, thành phố; nguồn: ref.area';
COMMENT ON COLUMN mart.population_by_district.person_count IS 'Số người; đơn vị: người; nguồn: landing.population';
COMMENT ON COLUMN mart.population_by_district.minority_person_count IS 'Số người dân tộc thiểu số; đơn vị: người; nguồn: landing.population, ref.ethnic_group';
COMMENT ON COLUMN mart.population_by_district.minority_share_pct IS 'Tỷ lệ người dân tộc thiểu số trên tổng số dân, chưa làm tròn; đơn vị: %; nguồn: landing.population, ref.ethnic_group';
