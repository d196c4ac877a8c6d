plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.compose.compiler)
}

// What scripts/apk leaves: the generated strings and core, and the library that the NDK built.
val strings = "../strings/target/generated-strings"
val core = "../core/target/uniffi/kotlin"

android {
    namespace = "care.kith.android"
    compileSdk = 37

    defaultConfig {
        applicationId = "care.kith.android"
        // From Android 11 on the platform's own prompt asks for the device's code too, and opens a key with it.
        minSdk = 30
        targetSdk = 35
        versionCode = 1
        versionName = "0.1.0"
        // The core is built for 64-bit devices alone.
        ndk { abiFilters += listOf("arm64-v8a", "x86_64") }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }

    buildFeatures { compose = true }

    sourceSets.named("main") {
        kotlin.srcDirs(
            "src/main/kotlin",
            "../strings/src/main/kotlin",
            "$strings/kotlin",
            "../screens/src/main/kotlin",
            core,
            "../holders/src/main/kotlin",
        )
        res.srcDirs("src/main/res", "$strings/android")
        assets.srcDirs("../screens/src/main/resources", "../core/target/uniffi/assets")
        jniLibs.srcDirs("target/jniLibs")
    }

    // As scripts/check-app runs them. The people and the relay of the holders' tests play here too.
    sourceSets.named("test") {
        kotlin.srcDirs("src/test/kotlin", "../holders/src/test/kotlin/care/kith/holders/town")
        resources.srcDirs("src/test/resources", "../core/target/uniffi/resources")
    }

    testOptions.unitTests {
        isIncludeAndroidResources = true
        all {
            it.jvmArgs("--add-opens", "java.base/java.io=ALL-UNNAMED")
            it.systemProperty("robolectric.graphicsMode", "NATIVE")
            it.systemProperty("robolectric.pixelCopyRenderMode", "hardware")
            it.systemProperty("kith.programs", file("../core/target/programs").path)
            it.systemProperty("kith.pictures", file("target/pictures").path)
        }
    }
}

dependencies {
    implementation(platform(libs.compose.bom))
    implementation(libs.activity.compose)
    implementation(libs.compose.foundation)
    implementation(libs.compose.ui)
    implementation(libs.coroutines.android)
    implementation(libs.lifecycle.viewmodel)
    implementation(libs.zxing)
    implementation(libs.jna) { artifact { type = "aar" } }

    testImplementation(platform(libs.compose.bom))
    testImplementation(libs.compose.ui.test)
    testImplementation(libs.junit4)
    testImplementation(libs.robolectric)
    testImplementation(libs.test.core)
    // For the library of the machine that tests, where the APK has Android's.
    testImplementation(libs.jna)
}

// Without them the sources refer to what is not there.
tasks.named("preBuild") {
    doFirst {
        check(file("$strings/kotlin").isDirectory && file(core).isDirectory) {
            "run scripts/apk once: it writes the strings and the core's Kotlin"
        }
    }
}
