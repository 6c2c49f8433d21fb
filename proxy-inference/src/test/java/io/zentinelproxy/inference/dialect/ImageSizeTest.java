package io.zentinelproxy.inference.dialect;

import static io.zentinelproxy.inference.dialect.Requests.prompt;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.inference.model.Api;
import io.zentinelproxy.inference.model.PromptPart;
import io.zentinelproxy.inference.model.PromptPart.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures are told by their size, and their base64 is never text. */
class ImageSizeTest {

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif"})
    void theHeaderOfARealFileTellsItsSize(String format) throws IOException, BadRequestException {
        var file = new ByteArrayOutputStream();
        assertThat(ImageIO.write(new BufferedImage(321, 123, BufferedImage.TYPE_INT_RGB), format, file))
                .isTrue();

        assertThat(ofChat(file.toByteArray())).isEqualTo(new Image(321, 123, false));
        assertThat(ofAnthropic(file.toByteArray())).isEqualTo(new Image(321, 123, false));
    }

    @ParameterizedTest
    @CsvSource({
        "VP8 ,3000009d012a41017b00",
        "VP8L,2f4081 1e00",
        "VP8X,00000000400100 7a0000",
    })
    void soDoesWebP(String variant, String header) throws BadRequestException {
        byte[] file = HexFormat.of()
                .parseHex("52494646" + "ffff0000" + "57454250"
                        + HexFormat.of()
                                .formatHex((variant + " ").substring(0, 4).getBytes(StandardCharsets.US_ASCII))
                        + "ff000000" + header.replace(" ", "") + "0000000000");

        assertThat(ofChat(file)).isEqualTo(new Image(321, 123, false));
    }

    @Test
    void aJpegsSizeIsFoundBehindItsMetadata() throws BadRequestException {
        var file = new ByteArrayOutputStream();
        file.writeBytes(HexFormat.of().parseHex("ffd8"));
        for (int i = 0; i < 3; i++) {
            file.writeBytes(HexFormat.of().parseHex("ffe1ffff"));
            file.writeBytes(new byte[65533]);
        }
        file.writeBytes(HexFormat.of().parseHex("ffffc0001108007b0141"));

        assertThat(ofChat(file.toByteArray())).isEqualTo(new Image(321, 123, false));
    }

    @Test
    void slashesMayBeEscaped() throws IOException, BadRequestException {
        var file = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(0x3fff, 1, BufferedImage.TYPE_INT_RGB), "png", file);
        String base64 = Base64.getEncoder().encodeToString(file.toByteArray());
        assertThat(base64.substring(0, 40)).contains("/");

        assertThat(part("{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image\\/png;base64,"
                        + base64.replace("/", "\\/") + "\"}}"))
                .isEqualTo(new Image(0x3fff, 1, false));
    }

    @Test
    void hostileHeadersAreUnknownAndEnd() throws BadRequestException {
        var random = new Random(4711);
        String[] headers = {"89504e470d0a1a0a", "ffd8ff", "474946383961", "52494646000000005745425056503820"};
        for (int i = 0; i < 20_000; i++) {
            byte[] header = HexFormat.of().parseHex(headers[i % headers.length]);
            byte[] file = new byte[header.length + random.nextInt(40)];
            random.nextBytes(file);
            System.arraycopy(header, 0, file, 0, header.length);

            assertThat(ofChat(file)).isInstanceOf(Image.class);
        }
    }

    private static PromptPart ofChat(byte[] file) throws BadRequestException {
        return part("{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/x;base64,"
                + Base64.getEncoder().encodeToString(file) + "\"}}");
    }

    private static PromptPart ofAnthropic(byte[] file) throws BadRequestException {
        return part("{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"data\":\""
                + Base64.getEncoder().encodeToString(file) + "\"}}");
    }

    private static PromptPart part(String json) throws BadRequestException {
        var prompt =
                prompt(Api.MESSAGES, "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[" + json + "]}]}");
        assertThat(prompt).hasSize(2);
        return prompt.get(1);
    }
}
