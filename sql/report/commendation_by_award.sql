-- the highest authority first, as official lists have it
SELECT *
FROM mart.commendation_by_award
WHERE period_key = :period_key
ORDER BY array_position(
    ARRAY['minister_certificate', 'province_certificate', 'board_certificate', 'medal', 'other'],
    award
), award
