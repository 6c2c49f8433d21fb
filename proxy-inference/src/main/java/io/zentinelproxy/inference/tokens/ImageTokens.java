package io.zentinelproxy.inference.tokens;

import io.zentinelproxy.inference.model.PromptPart.Image;
import java.util.List;

/**
 * What a picture costs, by what the vendors tell. OpenAI ("Images and vision", calculating costs): scaled down into 2048 x 2048, then
 * until the shorter side is 768, and a price for each tile of 512 x 512 above a base; the base alone at low detail. Anthropic ("Vision",
 * calculate image costs): an area over 750, scaled down to 1568 on the longer side. Google: 258 for a small one, else for each tile of 768.
 * All others are counted as gpt-4o does. Estimates, all of them.
 */
final class ImageTokens {
    private static final int FIT = 2048;
    private static final int SHORTER = 768;
    private static final int TILE = 512;

    /** A picture of unknown size costs as one of 1024 x 1024. */
    private static final int UNKNOWN_SIDE = 1024;

    /** What no format that is sent to a model exceeds; a header that says more is not believed. */
    private static final int MAX_SIDE = 1 << 16;

    private static final int CLAUDE_SIDE = 1568;
    private static final int CLAUDE_AREA = 750;
    private static final int CLAUDE_MOST = 1600;
    private static final int GEMINI_SMALL = 384;
    private static final int GEMINI_TILE = 768;
    private static final int GEMINI_TOKENS = 258;

    private static final Price USUAL = new Price("", 85, 170);
    private static final List<Price> PRICES = List.of(
            new Price("gpt-4o-mini", 2833, 5667),
            new Price("gpt-5", 70, 140),
            new Price("o1", 75, 150),
            new Price("o3", 75, 150));

    private ImageTokens() {}

    static long of(String model, Image image) {
        boolean known = image.width() > 0 && image.height() > 0;
        double width = known ? Math.min(MAX_SIDE, image.width()) : UNKNOWN_SIDE;
        double height = known ? Math.min(MAX_SIDE, image.height()) : UNKNOWN_SIDE;
        if (model.contains("claude")) {
            return known ? claude(width, height) : CLAUDE_MOST;
        }
        if (model.contains("gemini")) {
            return gemini(width, height);
        }
        Price price = price(model);
        return image.low() ? price.base() : price.base() + price.tile() * tiles(width, height);
    }

    private static Price price(String model) {
        return PRICES.stream()
                .filter(price -> Vocabulary.baseName(model).startsWith(price.family()))
                .findFirst()
                .orElse(USUAL);
    }

    private static long tiles(double width, double height) {
        double fit = Math.min(1, FIT / Math.max(width, height));
        double scale = Math.min(fit, SHORTER / Math.min(width, height));
        return tiles(width * scale, TILE) * tiles(height * scale, TILE);
    }

    private static long tiles(double side, int tile) {
        return Math.max(1, (long) Math.ceil(side / tile));
    }

    private static long claude(double width, double height) {
        double scale = Math.min(1, CLAUDE_SIDE / Math.max(width, height));
        return Math.min(CLAUDE_MOST, (long) Math.ceil(width * scale * height * scale / CLAUDE_AREA));
    }

    private static long gemini(double width, double height) {
        boolean small = width <= GEMINI_SMALL && height <= GEMINI_SMALL;
        return small ? GEMINI_TOKENS : GEMINI_TOKENS * tiles(width, GEMINI_TILE) * tiles(height, GEMINI_TILE);
    }

    private record Price(String family, long base, long tile) {}
}
