INSERT INTO release.release_figure
    (release_id, figure_id, value, printed, unit, mart, filter, basis, rounding)
VALUES
    (:release_id, :figure_id, :value, :printed, :unit, :mart, CAST(:filter AS jsonb), :basis,
     :rounding)
ON CONFLICT DO NOTHING
