-- Population of the province by ethnic group.
CREATE VIEW mart.population_by_group AS
SELECT period_key, ethnic_group_id, ethnic_group_name, is_minority,
    sum(person_count)::bigint AS person_count, sum(household_count)::bigint AS household_count
FROM mart.population
GROUP BY period_key, ethnic_group_id, ethnic_group_name, is_minority;
COMMENT ON VIEW mart.population_by_group IS 'Dân số toàn tỉnh theo thành phần dân tộc';
COMMENT ON COLUMN mart.population_by_group.period_key IS 'Kỳ báo cáo; nguồn: mart.population';
COMMENT ON COLUMN mart.population_by_group.ethnic_group_id IS 'Mã dân tộc; nguồn: mart.population';
COMMENT ON COLUMN mart.population_by_group.ethnic_group_name IS 'Tên dân tộc; nguồn: mart.population';
COMMENT ON COLUMN mart.population_by_group.is_minority IS 'Có phải dân tộc thiểu số hay không; nguồn: mart.population';
COMMENT ON COLUMN mart.population_by_group.person_count IS 'Số người; đơn vị: người; nguồn: mart.population';
COMMENT ON COLUMN mart.population_by_group.household_count IS 'Số hộ; đơn vị: hộ; nguồn: mart.population';
