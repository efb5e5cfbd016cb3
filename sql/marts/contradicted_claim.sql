-- What an agency says is done while the returns in force say otherwise: a target of the same document
-- that is not reached in the year, a watched share below its level. An agency of an area is held to the
-- figures of its area, and only to what can be asked of each: a share, a part of what there was, none
-- left. What is compared is printed to two decimals; what is not known contradicts nobody.
CREATE VIEW mart.contradicted_claim AS
SELECT p.key AS period_key, n.*
FROM ref.period p
CROSS JOIN LATERAL (
    WITH claimed AS MATERIALIZED (
        SELECT * FROM landing.claim c WHERE c.period_key = p.key
    ), wanted AS MATERIALIZED (
        SELECT c.agency_id, c.member_id, c.area_code, t.indicator_id, t.indicator, t.unit, t.comparison,
            t.target_value, t.is_of_baseline, t.baseline_value, t.document, t.target_year, t.mark,
            d.form_id AS of_form, d.columns, s.source_key, b.source_key AS base_key,
            y.ends_on AS base_on
        FROM claimed c
        JOIN mart.target t ON t.period_key = p.key AND t.document = c.document
            AND t.number::text = ANY (c.targets) AND t.target_value IS NOT NULL
        JOIN ref.indicator d ON d.id = t.indicator_id
        JOIN ref.target_source s ON s.period_key = p.key AND s.form_id = d.form_id
            AND (s.source_key = p.key OR NOT d.adds_up_over_periods)  -- a half is no year
        LEFT JOIN ref.target_source b ON t.is_of_baseline AND b.year = t.baseline_year
            AND b.form_id = d.form_id
        LEFT JOIN ref.period y ON y.key = b.period_key
        WHERE c.area_code = '' OR t.is_of_baseline OR t.target_value = 0 OR t.unit = '%'
    ), measured AS MATERIALIZED (
        SELECT i.period_key, i.indicator_id, i.value,
            CASE WHEN i.is_total THEN '' ELSE i.area_code END AS of_area
        FROM (SELECT source_key AS key FROM wanted UNION SELECT base_key FROM wanted) k
        CROSS JOIN LATERAL (
            SELECT * FROM mart.indicator i
            WHERE i.period_key = k.key AND i.is_main AND (NOT i.is_total OR i.is_whole)
            OFFSET 0  -- for each period by itself
        ) i
    )
    SELECT c.form_id, c.agency_id, c.agency_name, c.member_id, c.member_name, c.said, w.indicator_id,
        w.indicator, i.value, w.comparison, x.value AS wanted_value, w.unit,
        w.document AS wanted_by, w.target_year AS wanted_year, w.mark = 'assumed' AS is_assumed
    FROM claimed c
    JOIN wanted w USING (agency_id, member_id)
    JOIN measured i ON i.period_key = w.source_key AND i.indicator_id = w.indicator_id
        AND i.of_area = w.area_code
    LEFT JOIN measured b ON b.period_key = w.base_key AND b.indicator_id = w.indicator_id
        AND b.of_area = w.area_code
        AND ref.series_breaks(w.of_form, w.columns, w.base_on, p.ends_on, true, true) IS NULL
        AND (w.area_code = '' OR EXISTS (
            SELECT FROM ref.area_ground g
            WHERE g.code = w.area_code AND g.in_code = g.code AND g.valid_from = g.in_valid_from
                AND g.valid_from <= w.base_on AND p.ends_on < g.valid_to))
    CROSS JOIN LATERAL (
        SELECT CASE WHEN NOT w.is_of_baseline THEN w.target_value
            ELSE w.target_value / 100
                * CASE WHEN w.area_code = '' THEN coalesce(w.baseline_value, b.value) ELSE b.value END
        END AS value
    ) x
    WHERE NOT CASE w.comparison
        WHEN '=' THEN round(i.value, 2) = x.value
        WHEN '>' THEN round(i.value, 2) > x.value
        WHEN '<' THEN round(i.value, 2) < x.value
        WHEN '<=' THEN round(i.value, 2) <= x.value
        ELSE round(i.value, 2) >= x.value
    END
    UNION ALL
    SELECT c.form_id, c.agency_id, c.agency_name, c.member_id, c.member_name, c.said, s.indicator_id,
        d.name, s.value, '>=', s.floor_value, d.unit, s.floor_set_by, p.year, s.floor_assumed
    FROM claimed c
    JOIN mart.watched_share s ON s.period_key = p.key AND s.part = 'total' AND s.is_behind
        AND s.indicator_id = ANY (c.watched)
    JOIN ref.indicator d ON d.id = s.indicator_id
    WHERE c.area_code = ''
) n;
COMMENT ON VIEW mart.contradicted_claim IS 'Nhiệm vụ cơ quan báo cáo đã hoàn thành nhưng số liệu của kỳ chưa đạt mức phải đạt';
COMMENT ON COLUMN mart.contradicted_claim.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.contradicted_claim.form_id IS 'Mã biểu có báo cáo đó; nguồn: registry.return';
COMMENT ON COLUMN mart.contradicted_claim.agency_id IS 'Mã cơ quan báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.contradicted_claim.agency_name IS 'Tên cơ quan tại ngày chốt số liệu; nguồn: ref.agency';
COMMENT ON COLUMN mart.contradicted_claim.member_id IS 'Mã nhiệm vụ; nguồn: landing';
COMMENT ON COLUMN mart.contradicted_claim.member_name IS 'Nhiệm vụ; nguồn: danh mục';
COMMENT ON COLUMN mart.contradicted_claim.said IS 'Tình trạng cơ quan báo cáo; nguồn: landing';
COMMENT ON COLUMN mart.contradicted_claim.indicator_id IS 'Mã chỉ tiêu đối chiếu; nguồn: ref.indicator';
COMMENT ON COLUMN mart.contradicted_claim.indicator IS 'Tên chỉ tiêu đối chiếu; nguồn: ref.target, ref.indicator';
COMMENT ON COLUMN mart.contradicted_claim.value IS 'Số liệu của địa bàn cơ quan báo cáo hoặc của toàn tỉnh, theo đơn vị ở cột unit; nguồn: mart.indicator';
COMMENT ON COLUMN mart.contradicted_claim.comparison IS 'Cách so sánh: =, >, >=, <, <= hoặc range (từ mức thấp trở lên); nguồn: ref.target';
COMMENT ON COLUMN mart.contradicted_claim.wanted_value IS 'Mức phải đạt, theo đơn vị ở cột unit; nguồn: ref.target, ref.threshold';
COMMENT ON COLUMN mart.contradicted_claim.unit IS 'Đơn vị tính; nguồn: ref.target, ref.indicator';
COMMENT ON COLUMN mart.contradicted_claim.wanted_by IS 'Văn bản, hoặc nơi đặt mức phải đạt; nguồn: ref.target, ref.threshold';
COMMENT ON COLUMN mart.contradicted_claim.wanted_year IS 'Năm phải đạt; nguồn: ref.target';
COMMENT ON COLUMN mart.contradicted_claim.is_assumed IS 'Mức phải đạt là giả định hay không; nguồn: ref.target, ref.threshold';
