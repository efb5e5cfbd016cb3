-- Population of the province by ethnic group.
CREATE VIEW mart.population_by_group AS
SELECT r.period_key, p.ethnic_group AS ethnic_group_id, g.name AS ethnic_group_name,
    g.is_minority, sum(p.person_count)::bigint AS person_count,
    sum(p.household_count)::bigint AS household_count
FROM mart.return_in_force r
JOIN landing.population_corrected p ON p.return_id = r.return_id
JOIN ref.period t ON t.key = r.period_key
LEFT JOIN ref.ethnic_group g ON g.id = p.ethnic_group
    AND daterange(g.valid_from, g.valid_to) @> t.ends_on
GROUP BY r.period_key, p.ethnic_group, g.name, g.is_minority;
COMMENT ON VIEW mart.population_by_group IS 'Dân số toàn tỉnh theo thành phần dân tộc';
COMMENT ON COLUMN mart.population_by_group.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.population_by_group.ethnic_group_id IS 'Mã dân tộc; nguồn: landing.population.ethnic_group';
COMMENT ON COLUMN mart.population_by_group.ethnic_group_name IS 'Tên dân tộc; nguồn: ref.ethnic_group';
COMMENT ON COLUMN mart.population_by_group.is_minority IS 'Có phải dân tộc thiểu số hay không; nguồn: ref.ethnic_group';
COMMENT ON COLUMN mart.population_by_group.person_count IS 'Số người; đơn vị: người; nguồn: landing.population';
COMMENT ON COLUMN mart.population_by_group.household_count IS 'Số hộ; đơn vị: hộ; nguồn: landing.population';
