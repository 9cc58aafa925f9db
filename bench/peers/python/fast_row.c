/* LightGBM's quickest way for single rows, called from C as a service would: LGBM_BoosterPredictForMatSingleRowFast on row after
   row. The function comes as a pointer, so this compiles without LightGBM's headers. */

#include <stdint.h>

typedef int (*single_row)(void *config, const void *row, int64_t *length, double *out);

int score_rows(single_row score, void *config, const char *rows, int64_t row_bytes, int32_t count, int32_t first,
               int32_t calls, int32_t outputs, double *margins) {
    for (int32_t i = 0; i < calls; i++) {
        int32_t row = (first + i) % count;
        int64_t length = 0;
        int failed = score(config, rows + row * row_bytes, &length, margins + (int64_t)row * outputs);
        if (failed || length != outputs) return 1;
    }
    return 0;
}
