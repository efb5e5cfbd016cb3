-- Population of each district and the minorities' share of it.
CREATE VIEW mart.population_by_district AS
SELECT period_key, district_code, district_name, sum(person_count)::bigint AS person_count,
    coalesce(sum(person_count) FILTER (WHERE is_minority), 0)::bigint AS minority_person_count,
    100.0 * coalesce(sum(person_count) FILTER (WHERE is_minority), 0)
        / nullif(sum(person_count), 0) AS minority_share_pct
FROM mart.population
GROUP BY period_key, district_code, district_name;
COMMENT ON VIEW mart.population_by_district IS 'Dân số từng huyện, thành phố và tỷ lệ người dân tộc thiểu số';
COMMENT ON COLUMN mart.population_by_district.period_key IS 'Kỳ báo cáo; nguồn: mart.population';
COMMENT ON COLUMN mart.population_by_district.district_code IS 'Mã huyện, thành phố; nguồn: mart.population';
COMMENT ON COLUMN mart.population_by_district.district_name IS 'Tên huyện, thành phố; nguồn: mart.population';
COMMENT ON COLUMN mart.population_by_district.person_count IS 'Số người; đơn vị: người; nguồn: mart.population';
COMMENT ON COLUMN mart.population_by_district.minority_person_count IS 'Số người dân tộc thiểu số; đơn vị: người; nguồn: mart.population';
COMMENT ON COLUMN mart.population_by_district.minority_share_pct IS 'Tỷ lệ người dân tộc thiểu số trên tổng số dân, chưa làm tròn; đơn vị: %; nguồn: mart.population';
